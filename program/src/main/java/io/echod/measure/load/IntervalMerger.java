package io.echod.measure.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adds up the intervals of the threads of a load: the n-th of all is complete when all have it. */
final class IntervalMerger {

  private final Consumer<Interval> complete;
  private final Deque<Partial> partials = new ArrayDeque<>();
  private final int[] delivered;
  private final boolean[] hasEnded;
  private int completed;

  /** An interval that some threads have delivered. */
  private static final class Partial {
    private @Nullable Interval sum;
  }

  IntervalMerger(int threads, Consumer<Interval> complete) {
    this.complete = complete;
    delivered = new int[threads];
    hasEnded = new boolean[threads];
  }

  /** Adds the next interval of a thread, 0 to threads - 1. From any thread. */
  synchronized void add(int thread, Interval interval) {
    int index = delivered[thread]++ - completed;
    while (partials.size() <= index) {
      partials.add(new Partial());
    }
    Partial partial = partials.stream().skip(index).findFirst().orElseThrow();
    partial.sum = partial.sum == null ? interval : partial.sum.plus(interval);
    emit();
  }

  /** A thread has delivered all that it will. From any thread. */
  synchronized void ended(int thread) {
    hasEnded[thread] = true;
    emit();
  }

  private void emit() {
    for (Partial first = partials.peek(); first != null && isComplete(); first = partials.peek()) {
      partials.remove();
      completed++;
      if (first.sum != null) {
        complete.accept(first.sum);
      }
    }
  }

  /** Whether every thread has delivered the first interval, or never will. */
  private boolean isComplete() {
    for (int thread = 0; thread < delivered.length; thread++) {
      if (!hasEnded[thread] && delivered[thread] <= completed) {
        return false;
      }
    }
    return true;
  }
}
