package io.echod.scheme.endpoint;

import io.echod.scheme.text.ByteStrings;
import java.nio.ByteBuffer;

/**
 * Bytes that were read from a connection at once, and the script has not asked for yet. A script
 * that asks for a kilobyte at a time would otherwise cost a call of the system, and a turn, for
 * each.
 */
final class ReadAhead {

  private final byte[] bytes;
  private int start;
  private final int end;

  /**
   * Keeps the rest of a buffer.
   *
   * @param bytes of the size of {@link Buffers}, to be given back once all is taken
   */
  ReadAhead(byte[] bytes, ByteBuffer rest) {
    this.bytes = bytes;
    end = rest.remaining();
    rest.get(bytes, 0, end);
  }

  /** The array that it was given. */
  byte[] bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return start == end;
  }

  /** Takes up to so many bytes as a string. */
  String take(int lengthMax) {
    int count = Math.min(lengthMax, end - start);
    String taken = ByteStrings.of(bytes, start, count);
    start += count;
    return taken;
  }

  /** Takes as many bytes as a buffer has room for; returns their number. */
  int take(ByteBuffer target) {
    int count = Math.min(target.remaining(), end - start);
    target.put(bytes, start, count);
    start += count;
    return count;
  }
}
