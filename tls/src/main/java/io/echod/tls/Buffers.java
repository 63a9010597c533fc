package io.echod.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import tlschannel.BufferAllocator;

/**
 * The buffers that the connections of one dispatcher share, each large enough for a record: only
 * those that hold something keep one. A buffer given back is empty for the next user, but for the
 * bytes, which are never read: each is written before it is read.
 */
final class Buffers implements BufferAllocator {

  /** The most that tls-channel asks for, and more than the longest record takes. */
  static final int BYTES = 17 * 1024;

  private static final int KEPT_MAX = 64;

  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  ByteBuffer take() {
    ByteBuffer kept = free.pollLast();
    return kept == null ? ByteBuffer.allocate(BYTES) : kept;
  }

  void give(ByteBuffer buffer) {
    if (free.size() < KEPT_MAX && buffer.capacity() == BYTES) {
      free.addLast(buffer.clear());
    }
  }

  @Override
  public ByteBuffer allocate(int size) {
    return size <= BYTES ? take() : ByteBuffer.allocate(size);
  }

  @Override
  public void free(ByteBuffer buffer) {
    give(buffer);
  }
}
