package io.echod.dispatcher;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a dispatcher, in a binary heap by deadline and registration order. Each timer knows
 * its place, so adding and cancelling both take O(log n).
 */
final class Timers {

  private @Nullable Timer[] heap = new @Nullable Timer[16];
  private int size;
  private long sequences;

  /** The next timer due; null where there is none. */
  @Nullable Timer first() {
    return heap[0];
  }

  void add(Timer timer) {
    timer.sequence = sequences++;
    addAgain(timer);
  }

  /** Adds a timer that was in before; among those of its deadline it keeps its seniority. */
  void addAgain(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    siftUp(size++, timer);
  }

  void remove(Timer timer) {
    int hole = timer.heapIndex;
    timer.heapIndex = -1;
    Timer last = at(--size);
    heap[size] = null;
    if (last != timer) {
      siftDown(hole, last);
      if (last.heapIndex == hole) {
        siftUp(hole, last);
      }
    }
    if (heap.length > 16 && size < heap.length / 4) {
      heap = Arrays.copyOf(heap, heap.length / 2);
    }
  }

  /** What {@link Timer#sequence} the next added timer will have. */
  long nextSequence() {
    return sequences;
  }

  private void siftUp(int from, Timer timer) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) / 2;
      if (!timer.isBefore(at(parent))) {
        break;
      }
      place(index, at(parent));
      index = parent;
    }
    place(index, timer);
  }

  private void siftDown(int from, Timer timer) {
    int index = from;
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && at(child + 1).isBefore(at(child))) {
        child++;
      }
      if (!at(child).isBefore(timer)) {
        break;
      }
      place(index, at(child));
      index = child;
    }
    place(index, timer);
  }

  private void place(int index, Timer timer) {
    heap[index] = timer;
    timer.heapIndex = index;
  }

  private Timer at(int index) {
    Timer timer = heap[index];
    if (timer == null) {
      throw new IllegalStateException("timer heap of size " + size + " is empty at " + index);
    }
    return timer;
  }
}
