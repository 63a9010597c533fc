package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.AcceptedSocket;
import java.io.IOException;

/** An end of an accepted connection that has no descriptor yet. */
final class SimAcceptedSocket extends AcceptedSocket {

  private final SimNetwork network;
  private final SocketEnd end;

  SimAcceptedSocket(SimNetwork network, SocketEnd end) {
    super(end.remote());
    this.network = network;
    this.end = end;
  }

  SimStreamSource adopt(SimKernel kernel) throws IOException {
    if (kernel.network != network) {
      throw new IllegalArgumentException(this + " is of another network");
    }
    return SimStreamSource.connected(
        kernel,
        () -> {
          take();
          return end;
        });
  }

  @Override
  protected void release() {
    end.close();
  }

  @Override
  public String toString() {
    return "sim accepted socket " + end;
  }
}
