package io.echod.net;

import io.echod.dispatcher.Dispatcher;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Puts small buffers together, so that they go out in one call of the system.
 *
 * @param buffer where they are copied to; one for all connections of a dispatcher
 */
record Gathering(ByteBuffer buffer) {

  /** As many bytes are gathered at most. */
  private static final int BYTES_MAX = 64 * 1024;

  static Gathering of(Dispatcher dispatcher) {
    return dispatcher.attachment(
        Gathering.class, () -> new Gathering(ByteBuffer.allocateDirect(BYTES_MAX)));
  }

  /** Writes all the bytes of several buffers; returns how many were accepted. */
  long write(Connection connection, ByteBuffer[] buffers) throws IOException {
    long total = 0;
    for (int first = 0; first < buffers.length; ) {
      int accepted;
      int wanted = fill(buffer.clear(), buffers, first);
      if (wanted == 0) {
        // Too large to be copied, or empty.
        wanted = buffers[first].remaining();
        accepted = connection.write(buffers[first]);
      } else {
        accepted = connection.write(buffer.flip());
        take(accepted, buffers, first);
      }
      total += accepted;
      if (accepted < wanted) {
        break;
      }
      while (first < buffers.length && !buffers[first].hasRemaining()) {
        first++;
      }
    }
    return total;
  }

  /**
   * Copies buffers, from {@code first} on, as long as each fits whole; takes nothing out of them.
   *
   * @return the bytes copied; 0 where one alone is to be written: it is too large, or the last
   */
  static int fill(ByteBuffer into, ByteBuffer[] buffers, int first) {
    int end = first;
    int bytes = 0;
    while (end < buffers.length && buffers[end].remaining() <= into.capacity() - bytes) {
      bytes += buffers[end++].remaining();
    }
    if (end - first < 2) {
      return 0;
    }
    for (int index = first; index < end; index++) {
      into.put(buffers[index].duplicate());
    }
    return bytes;
  }

  /** Takes that many bytes out of the buffers, from {@code first} on. */
  static void take(int bytes, ByteBuffer[] buffers, int first) {
    int left = bytes;
    for (int index = first; left > 0; index++) {
      ByteBuffer buffer = buffers[index];
      int count = Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + count);
      left -= count;
    }
  }
}
