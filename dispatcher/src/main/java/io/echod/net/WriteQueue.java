package io.echod.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a socket did not take, in order, up to a cap; and the writes that wait for a report.
 *
 * <p>It lives on the heap and only while a peer is slow: most connections never have one.
 */
final class WriteQueue {

  /**
   * Small writes share a chunk of this size, so that ten thousand of them are not as many objects.
   */
  private static final int CHUNK_BYTES_MIN = 4096;

  /** The JDK copies all that remains of a chunk at each write, however little the socket takes. */
  private static final int CHUNK_BYTES_MAX = 64 * 1024;

  private final int bytesMax;
  private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(2);

  /** Those that wait for their bytes to be written, oldest first. */
  private @Nullable AwaitedWrite firstAwaited;

  private @Nullable AwaitedWrite lastAwaited;

  /** The last chunk, in write mode at its back; the same memory as the last of {@link #chunks}. */
  private @Nullable ByteBuffer tail;

  private int bytes;
  private int memoryBytes;
  private long bytesEver;
  private long bytesGone;

  WriteQueue(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Copies as much of the buffer as the cap allows; returns how much. */
  int add(ByteBuffer from) {
    int accepted = Math.min(from.remaining(), bytesMax - bytes);
    for (int left = accepted; left > 0; ) {
      ByteBuffer chunk = tail;
      if (chunk == null || !chunk.hasRemaining()) {
        chunk = addChunk(left);
      }
      int length = Math.min(left, chunk.remaining());
      chunk.put(chunk.position(), from, from.position(), length);
      chunk.position(chunk.position() + length);
      chunks.getLast().limit(chunk.position());
      // Chunk by chunk: with no memory for the next one, these are in, and no longer in the buffer.
      from.position(from.position() + length);
      bytes += length;
      bytesEver += length;
      left -= length;
    }
    return accepted;
  }

  private ByteBuffer addChunk(int wanted) {
    ByteBuffer chunk = ByteBuffer.allocate(Math.clamp(wanted, CHUNK_BYTES_MIN, CHUNK_BYTES_MAX));
    chunks.add(chunk.duplicate().limit(0));
    tail = chunk;
    memoryBytes += chunk.capacity();
    return chunk;
  }

  /** Has a write wait until all that is queued by now is written, or lost. */
  void whenWritten(AwaitedWrite write) {
    write.position = bytesEver;
    AwaitedWrite former = lastAwaited;
    if (former == null) {
      firstAwaited = write;
    } else {
      former.next = write;
    }
    lastAwaited = write;
  }

  /** Where the bytes go: the socket, or layers on it. */
  @FunctionalInterface
  interface Sink {

    /** Takes what it can of the buffer; returns how much. */
    int write(ByteBuffer buffer) throws IOException;
  }

  /** Writes until the queue is empty or the socket takes no more; returns how much. */
  int writeTo(Sink sink) throws IOException {
    int total = 0;
    for (ByteBuffer chunk = chunks.peek(); chunk != null; chunk = chunks.peek()) {
      int written = sink.write(chunk);
      bytes -= written;
      bytesGone += written;
      total += written;
      if (chunk.hasRemaining()) {
        break;
      }
      chunks.remove();
      memoryBytes -= chunk.capacity();
      if (chunks.isEmpty()) {
        tail = null;
      }
    }
    return total;
  }

  /** Takes out the next one whose bytes are all written; null where there is none. */
  @Nullable AwaitedWrite nextWritten() {
    AwaitedWrite first = firstAwaited;
    return first != null && first.position <= bytesGone ? nextLost() : null;
  }

  /** Takes out the next one, written or not, of a lost connection; null where there is none. */
  @Nullable AwaitedWrite nextLost() {
    AwaitedWrite first = firstAwaited;
    if (first != null) {
      firstAwaited = first.next;
      if (firstAwaited == null) {
        lastAwaited = null;
      }
    }
    return first;
  }

  int bytes() {
    return bytes;
  }

  /** The memory that the chunks take. */
  int memoryBytes() {
    return memoryBytes;
  }

  boolean isEmpty() {
    return bytes == 0;
  }
}
