package io.echod.net;

import io.echod.dispatcher.kernel.Ready;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Changes every byte by its position, takes in more than it hands out at once, keeps what the layer
 * below does not take, and at times must write before it reads on.
 */
final class TestLayer implements Layer {

  private static final int KEPT_BYTES_MAX = 20_000;
  private static final int HANDED_BYTES_MAX = 9000;

  /** Counts how often it takes something in; once in so many times it must write first. */
  private static final int FILLS_A_CROSSING = 5;

  /** Behind more than this a socket may be full: two that then must write would wait for ever. */
  private static final int GONE_BYTES_BEFORE_CROSSING_MAX = 1000;

  private final Layer below;

  /** Input that has come and was not handed out; to be read from. */
  private final ByteBuffer came = ByteBuffer.allocate(KEPT_BYTES_MAX).flip();

  /** Output that was not taken below; to be read from. */
  private final ByteBuffer goes = ByteBuffer.allocate(KEPT_BYTES_MAX).flip();

  private long cameBytes;
  private long goneBytes;
  private int fills;

  /** So many flushes are to come before it reads on: the one after a read, and one when it can. */
  private int flushesBeforeRead;

  private boolean ending;
  private boolean ended;

  TestLayer(Layer below) {
    this.below = below;
  }

  private static byte changed(byte plain, long position) {
    return (byte) (plain ^ (7 + 31 * position));
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (!buffer.hasRemaining()) {
      return 0;
    }
    if (!came.hasRemaining()) {
      int count = fill();
      if (count <= 0) {
        return count;
      }
    }
    int count = Math.min(HANDED_BYTES_MAX, Math.min(buffer.remaining(), came.remaining()));
    for (int index = 0; index < count; index++) {
      buffer.put(changed(came.get(), cameBytes++));
    }
    return count;
  }

  private int fill() throws IOException {
    if (flushesBeforeRead > 0) {
      return 0;
    }
    fills++;
    if (fills % FILLS_A_CROSSING == 0 && goneBytes <= GONE_BYTES_BEFORE_CROSSING_MAX) {
      flushesBeforeRead = 2;
      return 0;
    }
    try {
      return below.read(came.clear());
    } finally {
      came.flip();
    }
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    int total = 0;
    while (buffer.hasRemaining() && pass()) {
      int count = Math.min(KEPT_BYTES_MAX, buffer.remaining());
      goes.clear();
      for (int index = 0; index < count; index++) {
        goes.put(changed(buffer.get(), goneBytes++));
      }
      goes.flip();
      total += count;
    }
    return total;
  }

  /** Passes on what goes; whether that is all. */
  private boolean pass() throws IOException {
    if (goes.hasRemaining()) {
      below.write(goes);
    }
    return !goes.hasRemaining();
  }

  @Override
  public boolean flush() throws IOException {
    flushesBeforeRead = Math.max(0, flushesBeforeRead - 1);
    boolean passed = pass();
    if (passed && ending && !ended) {
      below.shutdownOutput();
      ended = true;
    }
    return below.flush() && passed;
  }

  @Override
  public void shutdownOutput() {
    ending = true;
  }

  @Override
  public int readNeeds() {
    return flushesBeforeRead > 0 ? Ready.WRITE : below.readNeeds();
  }

  @Override
  public int writeNeeds() {
    return below.writeNeeds();
  }

  @Override
  public boolean holdsInput() {
    return came.hasRemaining() || (flushesBeforeRead == 0 && below.holdsInput());
  }

  @Override
  public void close() {
    below.close();
  }

  @Override
  public Optional<Layer> below() {
    return Optional.of(below);
  }
}
