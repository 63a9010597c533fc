package io.echod.benchmarks.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Gathers the replies to what one read has brought. One for all connections of a loop. */
final class Replies {

  /** Nothing more is answered at once; a reply that has begun is still gathered whole. */
  static final int ENOUGH_BYTES = 64 * 1024;

  private byte[] bytes = new byte[2 * ENOUGH_BYTES];
  private int length;

  void clear() {
    length = 0;
  }

  void add(byte[] reply) {
    add(reply, 0, reply.length);
  }

  void add(byte[] from, int start, int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
    System.arraycopy(from, start, bytes, length, count);
    length += count;
  }

  void add(String reply) {
    add(reply.getBytes(StandardCharsets.ISO_8859_1));
  }

  boolean isEnough() {
    return length >= ENOUGH_BYTES;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
