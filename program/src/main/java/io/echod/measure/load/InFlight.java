package io.echod.measure.load;

import java.util.Arrays;

/**
 * The messages that one connection has to send or has sent, oldest first, without an object each.
 */
final class InFlight {

  private long[] intendedNanos;
  private long[] sentNanos;
  private long[] endOffsets;
  private int head;
  private int size;

  InFlight(int expected) {
    int capacity = Integer.highestOneBit(Math.max(2, expected - 1)) << 1;
    intendedNanos = new long[capacity];
    sentNanos = new long[capacity];
    endOffsets = new long[capacity];
  }

  void add(long intended, long sent, long endOffset) {
    if (size == intendedNanos.length) {
      grow();
    }
    int place = (head + size) & (intendedNanos.length - 1);
    intendedNanos[place] = intended;
    sentNanos[place] = sent;
    endOffsets[place] = endOffset;
    size++;
  }

  private void grow() {
    int old = intendedNanos.length;
    intendedNanos = unrolled(intendedNanos, old);
    sentNanos = unrolled(sentNanos, old);
    endOffsets = unrolled(endOffsets, old);
    head = 0;
  }

  private long[] unrolled(long[] ring, int old) {
    long[] grown = Arrays.copyOf(Arrays.copyOfRange(ring, head, head + 2 * old), 2 * old);
    System.arraycopy(ring, head, grown, 0, old - head);
    System.arraycopy(ring, 0, grown, old - head, head);
    return grown;
  }

  void removeFirst() {
    head = (head + 1) & (intendedNanos.length - 1);
    size--;
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  long intended() {
    return intendedNanos[head];
  }

  long sent() {
    return sentNanos[head];
  }

  long endOffset() {
    return endOffsets[head];
  }
}
