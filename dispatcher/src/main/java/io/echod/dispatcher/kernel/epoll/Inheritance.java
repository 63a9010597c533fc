package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.dispatcher.kernel.InheritedSocket.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;

/** Sockets that the process was started with. */
final class Inheritance {

  private Inheritance() {}

  /** Looks at a socket for {@link EpollKernel#inherited}. */
  static InheritedSocket look(EpollKernel kernel, int descriptor) throws IOException {
    if (Libc.fcntl(kernel.state, descriptor, Libc.F_SETFD, Libc.FD_CLOEXEC) < 0) {
      throw new SocketException("is not open");
    }
    int type = Options.get(kernel, descriptor, Libc.SO_TYPE);
    if (type < 0) {
      throw type == -Libc.ENOTSOCK
          ? new SocketException("is not a socket")
          : Errors.of(kernel.state, -type);
    }
    SocketAddress address = kernel.localAddress(descriptor);
    if (address instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty()) {
      throw new SocketException("has no port, and no file of a Unix socket");
    }
    if (address == null) {
      throw Errors.of(kernel.state);
    }
    return new InheritedSocket(descriptor, kind(kernel, descriptor, type, address), address);
  }

  private static Kind kind(EpollKernel kernel, int descriptor, int type, SocketAddress address)
      throws SocketException {
    if (type == Libc.SOCK_DGRAM && address instanceof InetSocketAddress inet) {
      if (inet.getPort() == 0) {
        throw new SocketException("has no port");
      }
      return Kind.DATAGRAMS;
    }
    if (type != Libc.SOCK_STREAM) {
      throw new SocketException("is a socket of another kind than TCP, UDP, or streams of Unix");
    }
    if (Options.get(kernel, descriptor, Libc.SO_ACCEPTCONN) <= 0) {
      throw new SocketException("does not listen");
    }
    return Kind.CONNECTIONS;
  }

  /** A descriptor of the kernel's own, which never blocks. */
  static int take(EpollKernel kernel, InheritedSocket socket, Kind wanted) throws IOException {
    if (socket.kind() != wanted) {
      throw new IllegalArgumentException(socket + " is not one of " + wanted);
    }
    int descriptor = Libc.fcntl(kernel.state, socket.descriptor(), Libc.F_DUPFD_CLOEXEC, 0);
    if (descriptor < 0) {
      throw Errors.of(kernel.state);
    }
    int flags = Libc.fcntl(kernel.state, descriptor, Libc.F_GETFL, 0);
    if (flags < 0
        || Libc.fcntl(kernel.state, descriptor, Libc.F_SETFL, flags | Libc.NONBLOCK) < 0) {
      IOException failure = Errors.of(kernel.state);
      kernel.giveBack(descriptor);
      throw failure;
    }
    return descriptor;
  }
}
