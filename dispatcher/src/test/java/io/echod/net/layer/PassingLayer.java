package io.echod.net.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A layer that passes everything on, for tests of layers that do one thing otherwise. */
public class PassingLayer implements Layer {

  protected final Layer below;

  /** Passes everything on to {@code below}. */
  public PassingLayer(Layer below) {
    this.below = below;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return below.read(buffer);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return below.write(buffer);
  }

  @Override
  public boolean flush() throws IOException {
    return below.flush();
  }

  @Override
  public void shutdownOutput() throws IOException {
    below.shutdownOutput();
  }

  @Override
  public int readNeeds() {
    return below.readNeeds();
  }

  @Override
  public int writeNeeds() {
    return below.writeNeeds();
  }

  @Override
  public boolean holdsInput() {
    return below.holdsInput();
  }

  @Override
  public void close() {
    below.close();
  }

  @Override
  public final Optional<Layer> below() {
    return Optional.of(below);
  }
}
