package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.FreedDescriptors;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/** A channel of an accepted connection that is registered with no selector. */
final class NioAcceptedSocket extends AcceptedSocket {

  private final SocketChannel channel;

  /** The address of the socket that has accepted it. */
  private final SocketAddress listening;

  NioAcceptedSocket(SocketChannel channel, SocketAddress listening) throws IOException {
    super(channel.getRemoteAddress());
    this.channel = channel;
    this.listening = listening;
  }

  NioStreamSource adopt(NioKernel kernel) throws IOException {
    take();
    try {
      return NioStreamSource.accepted(kernel, channel, listening);
    } catch (Throwable failure) {
      release();
      throw failure;
    }
  }

  @Override
  protected void release() {
    try {
      channel.close();
    } catch (IOException gone) {
      // The descriptor is given back either way (close(2)).
    }
    FreedDescriptors.OF_PROCESS.add();
  }

  @Override
  public String toString() {
    return "nio accepted socket " + channel;
  }
}
