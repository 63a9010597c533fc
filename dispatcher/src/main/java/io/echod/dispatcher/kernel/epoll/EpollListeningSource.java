package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.Destination;
import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening socket. */
final class EpollListeningSource extends ListeningSource {

  /** The attempts of one call: a system that fails for ever must not hold the thread. */
  private static final int ATTEMPTS_MAX = 64;

  private final EpollKernel kernel;
  private final int descriptor;
  private final int slot;
  private final SocketAddress address;

  /** The address that each accepted connection has at this end; null where it may have several. */
  private final @Nullable SocketAddress accepting;

  private boolean open = true;

  private EpollListeningSource(EpollKernel kernel, int descriptor, SocketAddress address) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.address = address;
    boolean several =
        address instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress();
    accepting = several ? null : address;
    slot = kernel.slots.add(this, descriptor);
  }

  static EpollListeningSource open(EpollKernel kernel, SocketAddress address, ListenOptions options)
      throws IOException {
    Destination.checkListen(address);
    int family = Addresses.family(address);
    int descriptor = kernel.socketOrError(family);
    SocketAddress bound = address;
    if (descriptor == -Libc.EAFNOSUPPORT
        && address instanceof InetSocketAddress inet
        && inet.getAddress().isAnyLocalAddress()) {
      family = Libc.AF_INET;
      descriptor = kernel.socketOrError(family);
      bound = new InetSocketAddress("0.0.0.0", inet.getPort());
    }
    if (descriptor < 0) {
      throw Errors.of(kernel.state, -descriptor);
    }
    try {
      prepare(kernel, descriptor, family, options);
      bind(kernel, descriptor, bound, options);
      if (Libc.listen(kernel.state, descriptor, options.backlog()) < 0) {
        throw Errors.of(kernel.state);
      }
      SocketAddress real = kernel.localAddress(descriptor);
      if (real == null) {
        throw Errors.of(kernel.state);
      }
      return new EpollListeningSource(kernel, descriptor, real);
    } catch (Throwable failure) {
      kernel.giveBack(descriptor);
      throw failure;
    }
  }

  /** Options that accepted connections inherit are as those of a socket opened here. */
  static EpollListeningSource inherit(EpollKernel kernel, InheritedSocket socket)
      throws IOException {
    int descriptor = Inheritance.take(kernel, socket, InheritedSocket.Kind.CONNECTIONS);
    try {
      if (socket.address() instanceof InetSocketAddress) {
        inheritable(kernel, descriptor);
      }
      return new EpollListeningSource(kernel, descriptor, socket.address());
    } catch (Throwable failure) {
      kernel.giveBack(descriptor);
      throw failure;
    }
  }

  private static void bind(
      EpollKernel kernel, int descriptor, SocketAddress address, ListenOptions options)
      throws IOException {
    if (address instanceof UnixDomainSocketAddress unix) {
      UnixPermissions.bind(kernel, descriptor, unix, options.unixPermissions());
      return;
    }
    int bytes = Addresses.write(address, kernel.scratch);
    if (Libc.bind(kernel.state, descriptor, kernel.scratch.address(), bytes) < 0) {
      throw Errors.of(kernel.state);
    }
  }

  private static void prepare(EpollKernel kernel, int descriptor, int family, ListenOptions options)
      throws IOException {
    if (family != Libc.AF_UNIX) {
      // Lets a server bind again while connections of its predecessor are in TIME-WAIT.
      kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
      if (options.reusePort()) {
        kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
      }
      inheritable(kernel, descriptor);
    }
    if (family == Libc.AF_INET6) {
      kernel.option(descriptor, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 0);
    }
    if (options.receiveBufferBytes() > 0) {
      kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_RCVBUF, options.receiveBufferBytes());
    }
  }

  /**
   * An accepted connection has these, and is spared the calls where they are those that it shall
   * have.
   */
  private static void inheritable(EpollKernel kernel, int descriptor) throws IOException {
    kernel.option(descriptor, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
    kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, 1);
  }

  @Override
  public @Nullable StreamSource accept() throws IOException {
    int accepted = acceptDescriptor();
    return accepted < 0 ? null : take(accepted);
  }

  @Override
  public @Nullable AcceptedSocket acceptSocket() throws IOException {
    int accepted = acceptDescriptor();
    if (accepted < 0) {
      return null;
    }
    try {
      return new EpollAcceptedSocket(accepted, kernel.scratchAddress(), accepting);
    } catch (Throwable failure) {
      Libc.close(accepted);
      throw failure;
    }
  }

  /** Returns -1 where none waits; else the scratch memory holds the peer's address. */
  private int acceptDescriptor() throws IOException {
    if (!open) {
      throw new SocketException("listening socket is closed");
    }
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      long lengthAt = kernel.scratch.address() + Addresses.BYTES_MAX;
      kernel.scratch.set(ValueLayout.JAVA_INT, Addresses.BYTES_MAX, Addresses.BYTES_MAX);
      int accepted =
          Libc.accept4(
              kernel.state,
              descriptor,
              kernel.scratch.address(),
              lengthAt,
              Libc.NONBLOCK | Libc.CLOEXEC);
      if (accepted >= 0) {
        return accepted;
      }
      int errno = Libc.errno(kernel.state);
      if (errno == Libc.EAGAIN) {
        return -1;
      }
      if (!isOfOneConnection(errno)) {
        throw Errors.of(kernel.state, errno);
      }
    }
    return -1;
  }

  /** The connection is gone (accept(2), "Error handling"): the next one, then. */
  private static boolean isOfOneConnection(int errno) {
    return switch (errno) {
      case Libc.EINTR,
          Libc.ECONNABORTED,
          Libc.EPROTO,
          Libc.ENOPROTOOPT,
          Libc.EOPNOTSUPP,
          Libc.ENONET,
          Libc.ENETDOWN,
          Libc.ENETUNREACH,
          Libc.EHOSTDOWN,
          Libc.EHOSTUNREACH,
          Libc.ETIMEDOUT ->
          true;
      default -> false;
    };
  }

  /** Closes the descriptor where no source could be made for it, as when memory is out. */
  private StreamSource take(int accepted) throws IOException {
    try {
      return EpollStreamSource.accepted(kernel, accepted, accepting);
    } catch (Throwable failure) {
      Libc.close(accepted);
      throw failure;
    }
  }

  @Override
  public void interest(int reasons) {
    if (open) {
      kernel.slots.want(slot, reasons);
    }
  }

  @Override
  protected void release() {
    open = false;
    kernel.giveBack(descriptor, slot);
  }

  @Override
  public void share() throws IOException {
    if (!open) {
      throw new SocketException("listening socket is closed");
    }
    kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public SocketAddress localAddress() {
    return address;
  }

  int descriptor() {
    return descriptor;
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "epoll listening socket " + address;
  }
}
