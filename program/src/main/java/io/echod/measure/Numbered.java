package io.echod.measure;

import java.nio.ByteBuffer;

/**
 * Datagrams that carry their number, so that an answer shows which of them it belongs to: eight
 * bytes of it, and then bytes drawn from a seed, other ones for each number.
 */
public final class Numbered {

  /** The bytes of the number. */
  public static final int HEADER_BYTES = Long.BYTES;

  /** Far apart in the stream, and a prime, so that no two numbers near each other look alike. */
  private static final long STEP = 61;

  private final ByteBuffer outgoing;
  private final ByteBuffer expected;

  /** With bytes of that stream. */
  public Numbered(Payload payload) {
    outgoing = payload.view();
    expected = payload.view();
  }

  /**
   * Puts a datagram into a buffer, from position 0, ready to be sent.
   *
   * @param number 0 or more
   * @param size {@link #HEADER_BYTES} or more
   */
  public void put(ByteBuffer into, int sender, long number, int size) {
    Payload.show(outgoing, sender, number * STEP, size - HEADER_BYTES);
    into.clear().putLong(number).put(outgoing).flip();
  }

  /** The number of a datagram from its position on; -1 where it has none. */
  public static long number(ByteBuffer datagram) {
    return datagram.remaining() < HEADER_BYTES ? -1 : datagram.getLong(datagram.position());
  }

  /**
   * Where a datagram, from position 0 on, differs from the one that was sent by that number and in
   * that size; -1: nowhere.
   */
  public int mismatch(ByteBuffer datagram, int sender, long number, int size) {
    if (datagram.remaining() != size) {
      return Math.min(datagram.remaining(), size);
    }
    Payload.show(expected, sender, number * STEP, size - HEADER_BYTES);
    int place = datagram.position(HEADER_BYTES).mismatch(expected);
    datagram.position(0);
    return place < 0 ? -1 : place + HEADER_BYTES;
  }
}
