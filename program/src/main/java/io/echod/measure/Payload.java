package io.echod.measure;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The bytes that connections send: a stream drawn from a seed, in which a byte's place follows from
 * its connection and its offset. Its length is a prime, so that two messages of one connection
 * differ until {@value #PERIOD} messages later, and a message that is lost, repeated or moved shows
 * as a mismatch. Nothing is copied: what is sent and expected are views of one table.
 */
public final class Payload {

  /** Bytes after which the stream begins anew. */
  static final int PERIOD = 65_521;

  /** A prime, so that neighbouring connections are far apart in the table. */
  private static final long CONNECTION_STEP = 7_919;

  /** The most bytes that one view shows. */
  public static final int VIEW_MAX = 1 << 16;

  private final ByteBuffer table;

  /** Draws the table. */
  public Payload(long seed) {
    this(drawn(seed));
  }

  private Payload(byte[] bytes) {
    table = ByteBuffer.allocateDirect(PERIOD + VIEW_MAX);
    table.put(bytes);
    table.put(bytes);
    table.put(bytes, 0, VIEW_MAX - PERIOD);
    table.clear();
  }

  private static byte[] drawn(long seed) {
    byte[] bytes = new byte[PERIOD];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** A stream of all byte values in order, again and again. */
  public static Payload ofAllValues() {
    byte[] bytes = new byte[PERIOD];
    for (int index = 0; index < PERIOD; index++) {
      bytes[index] = (byte) index;
    }
    return new Payload(bytes);
  }

  /** A view for {@link #show}; each thread and each purpose takes one of its own. */
  public ByteBuffer view() {
    return table.duplicate();
  }

  /**
   * Has a view show a part of a connection's stream.
   *
   * @param offset of the first byte, 0 or more
   * @param length 0 to {@link #VIEW_MAX} bytes
   */
  public static void show(ByteBuffer view, int connection, long offset, int length) {
    int place = (int) ((offset + connection * CONNECTION_STEP) % PERIOD);
    view.limit(place + length).position(place);
  }
}
