package io.echod.net.datagram;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Datagrams that a socket did not take, oldest first, up to so many bytes. */
final class DatagramQueue {

  /** The cost of an empty datagram, so that their number is bounded, too. */
  private static final int OVERHEAD_BYTES = 64;

  private record Queued(ByteBuffer bytes, DatagramAddress to) {

    int size() {
      return bytes.capacity() + OVERHEAD_BYTES;
    }
  }

  private final ArrayDeque<Queued> waiting = new ArrayDeque<>();
  private final int bytesMax;
  private int bytes;

  DatagramQueue(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Adds a copy of the buffer's remaining bytes; false where there is no room for it. */
  boolean add(ByteBuffer datagram, DatagramAddress to) {
    if (bytes + datagram.remaining() + OVERHEAD_BYTES > bytesMax) {
      return false;
    }
    ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram.duplicate()).flip();
    DatagramAddress receiver = new DatagramAddress();
    receiver.set(to);
    Queued queued = new Queued(copy, receiver);
    waiting.add(queued);
    bytes += queued.size();
    return true;
  }

  /**
   * Sends the oldest; one that can't be sent is gone.
   *
   * @return false where the socket takes none
   */
  boolean sendFirst(DatagramSource source) throws IOException {
    Queued first = waiting.element();
    boolean gone = true;
    try {
      gone = source.send(first.bytes, first.to);
    } finally {
      if (gone) {
        waiting.remove();
        bytes -= first.size();
      }
    }
    return gone;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int count() {
    return waiting.size();
  }

  int bytes() {
    return bytes;
  }

  void clear() {
    waiting.clear();
    bytes = 0;
  }
}
