package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.FreedDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A descriptor of an accepted connection that no epoll instance watches. */
final class EpollAcceptedSocket extends AcceptedSocket {

  private final int descriptor;

  /** Null where it is not known. */
  private final @Nullable SocketAddress local;

  EpollAcceptedSocket(int descriptor, SocketAddress remote, @Nullable SocketAddress local) {
    super(remote);
    this.descriptor = descriptor;
    this.local = local;
  }

  EpollStreamSource adopt(EpollKernel kernel) throws IOException {
    SocketAddress remote = remoteAddress();
    if (remote instanceof InetSocketAddress) {
      Addresses.write(remote, kernel.scratch);
    }
    take();
    try {
      return EpollStreamSource.accepted(kernel, descriptor, remote, local);
    } catch (Throwable failure) {
      release();
      throw failure;
    }
  }

  @Override
  protected void release() {
    Libc.close(descriptor);
    FreedDescriptors.OF_PROCESS.add();
  }

  @Override
  public String toString() {
    return "epoll accepted socket " + descriptor + " of " + remoteAddress();
  }
}
