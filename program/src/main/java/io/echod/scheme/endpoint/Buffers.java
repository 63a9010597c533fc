package io.echod.scheme.endpoint;

import java.util.ArrayDeque;
import java.util.Deque;

/** Buffers for what is read ahead, and for what is gathered, used again and again. */
final class Buffers {

  /** The size of each of them. */
  static final int BYTES = SharedBuffer.BYTES;

  /** More are left to the garbage collector. */
  private static final int KEPT_MAX = 16;

  private final Deque<byte[]> free = new ArrayDeque<>();

  Buffers() {}

  byte[] borrow() {
    byte[] buffer = free.poll();
    return buffer == null ? new byte[BYTES] : buffer;
  }

  void giveBack(byte[] buffer) {
    if (free.size() < KEPT_MAX) {
      free.push(buffer);
    }
  }
}
