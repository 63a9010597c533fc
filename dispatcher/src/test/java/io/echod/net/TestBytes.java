package io.echod.net;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.LongStream;

/** Bytes that differ by position: any loss, repetition or exchange shows. */
final class TestBytes {

  private TestBytes() {}

  /** The first bytes of the pattern. */
  static byte[] pattern(int length) {
    return pattern(0, length);
  }

  /** Bytes of the pattern from a position on; its period is far beyond any test's length. */
  static byte[] pattern(long from, int length) {
    byte[] bytes = new byte[length];
    for (int index = 0; index < length; index++) {
      long mixed = (from + index + 1) * 0x9E3779B97F4A7C15L;
      bytes[index] = (byte) (mixed >>> 56);
    }
    return bytes;
  }

  /** The bytes in a buffer. */
  static ByteBuffer buffer(int length) {
    return ByteBuffer.wrap(pattern(length));
  }

  /** Seeds for random tests: a few that stay and a new one; the test's name shows which failed. */
  static LongStream seeds() {
    return LongStream.concat(LongStream.rangeClosed(1, 19), LongStream.of(new Random().nextLong()));
  }
}
