package io.echod.net;

import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The socket, as the lowest layer sees it. */
record SocketLayer(StreamSource source) implements Layer {

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return source.read(buffer);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return source.write(buffer);
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    source.shutdownOutput();
  }

  @Override
  public int readNeeds() {
    return Ready.READ;
  }

  @Override
  public int writeNeeds() {
    return Ready.WRITE;
  }

  @Override
  public boolean holdsInput() {
    return false;
  }

  @Override
  public void close() {}
}
