package io.echod.dispatcher;

import java.util.Arrays;

/**
 * The timers of a dispatcher, in a binary heap by deadline and registration order. Each timer knows
 * its place, so adding and cancelling both take O(log n).
 *
 * <p>Room is made first; what then moves timers calls nothing and makes nothing. An error, such as
 * that of a stack which is too deep, can come before such a method or after it, and never leave the
 * heap half changed.
 */
@SuppressWarnings("NullAway") // of the heap, the places below size are never null, the others are
final class Timers {

  private static final int PLACES_MIN = 16;

  /** Filled up to {@link #size}; above that, every place is empty. */
  private Timer[] heap = new Timer[PLACES_MIN];

  private int size;
  private long sequences;

  /** The next timer due; null where there is none. */
  @org.jspecify.annotations.Nullable
  Timer first() {
    return heap[0];
  }

  /** Adds a timer, which is then the youngest. */
  void add(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    insert(timer);
  }

  /** Sets the deadline of a timer, which must be in, and which is then the youngest. */
  void move(Timer timer, long deadlineNanos) {
    // The place that it leaves is free for it: this takes no memory.
    takeOut(timer);
    timer.deadlineNanos = deadlineNanos;
    insert(timer);
  }

  /** Needs a free place. Calls nothing: see above. */
  private void insert(Timer timer) {
    Timer[] places = heap;
    long deadline = timer.deadlineNanos;
    int hole = size;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      Timer above = places[parent];
      // The new one is the youngest: of equal deadlines it is the last.
      if (deadline - above.deadlineNanos >= 0) {
        break;
      }
      places[hole] = above;
      above.heapIndex = hole;
      hole = parent;
    }
    places[hole] = timer;
    timer.heapIndex = hole;
    timer.sequence = sequences++;
    size++;
  }

  /** Takes a timer out, which must be in, and gives back memory that is not needed. */
  void remove(Timer timer) {
    takeOut(timer);
    trim();
  }

  /** Takes a timer out, which must be in. Calls nothing: see above. */
  void takeOut(Timer timer) {
    Timer[] places = heap;
    int hole = timer.heapIndex;
    int last = size - 1;
    Timer moved = places[last];
    places[last] = null;
    size = last;
    timer.heapIndex = -1;
    if (moved == timer) {
      return;
    }
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      Timer above = places[parent];
      long difference = moved.deadlineNanos - above.deadlineNanos;
      if (difference > 0 || (difference == 0 && moved.sequence > above.sequence)) {
        break;
      }
      places[hole] = above;
      above.heapIndex = hole;
      hole = parent;
    }
    for (int child = 2 * hole + 1; child < last; child = 2 * hole + 1) {
      Timer below = places[child];
      if (child + 1 < last) {
        Timer other = places[child + 1];
        long difference = other.deadlineNanos - below.deadlineNanos;
        if (difference < 0 || (difference == 0 && other.sequence < below.sequence)) {
          child++;
          below = other;
        }
      }
      long difference = moved.deadlineNanos - below.deadlineNanos;
      if (difference < 0 || (difference == 0 && moved.sequence < below.sequence)) {
        break;
      }
      places[hole] = below;
      below.heapIndex = hole;
      hole = child;
    }
    places[hole] = moved;
    moved.heapIndex = hole;
  }

  /**
   * Sets the first timer's deadline to a later one; among those of that deadline it keeps its
   * seniority. Calls nothing: see above.
   */
  void postponeFirst(long deadlineNanos) {
    Timer[] places = heap;
    Timer timer = places[0];
    timer.deadlineNanos = deadlineNanos;
    int hole = 0;
    for (int child = 1; child < size; child = 2 * hole + 1) {
      Timer below = places[child];
      if (child + 1 < size) {
        Timer other = places[child + 1];
        long difference = other.deadlineNanos - below.deadlineNanos;
        if (difference < 0 || (difference == 0 && other.sequence < below.sequence)) {
          child++;
          below = other;
        }
      }
      long difference = deadlineNanos - below.deadlineNanos;
      if (difference < 0 || (difference == 0 && timer.sequence < below.sequence)) {
        break;
      }
      places[hole] = below;
      below.heapIndex = hole;
      hole = child;
    }
    places[hole] = timer;
    timer.heapIndex = hole;
  }

  /** Gives memory back where most places have become empty. */
  void trim() {
    if (heap.length > PLACES_MIN && size < heap.length / 4) {
      try {
        heap = Arrays.copyOf(heap, heap.length / 2);
      } catch (OutOfMemoryError | StackOverflowError lackOfMeans) {
        // It is only larger than it need be; another turn will do.
      }
    }
  }

  /** The {@link Timer#sequence} that the next added timer will have. */
  long nextSequence() {
    return sequences;
  }
}
