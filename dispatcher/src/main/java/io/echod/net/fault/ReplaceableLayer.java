package io.echod.net.fault;

import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Has all done by other layers, which may change while the connection is there. */
abstract class ReplaceableLayer implements Layer {

  /** The one that does it now. */
  abstract Layer top();

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return top().read(buffer);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return top().write(buffer);
  }

  @Override
  public boolean flush() throws IOException {
    return top().flush();
  }

  @Override
  public void shutdownOutput() throws IOException {
    top().shutdownOutput();
  }

  @Override
  public int readNeeds() {
    return top().readNeeds();
  }

  @Override
  public int writeNeeds() {
    return top().writeNeeds();
  }

  @Override
  public boolean holdsInput() {
    return top().holdsInput();
  }

  @Override
  public void close() {
    top().close();
  }

  @Override
  public Optional<Layer> below() {
    return Optional.of(top());
  }
}
