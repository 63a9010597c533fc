package io.echod.measure.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adds up the intervals of the threads of a load: the n-th of all is complete when all have it. */
final class IntervalMerger {

  private final int threads;
  private final Consumer<Interval> complete;
  private final Deque<Partial> partials = new ArrayDeque<>();
  private final int[] delivered;
  private int completed;

  /** An interval that some threads have delivered. */
  private static final class Partial {
    private @Nullable Interval sum;
    private int threads;
  }

  IntervalMerger(int threads, Consumer<Interval> complete) {
    this.threads = threads;
    this.complete = complete;
    delivered = new int[threads];
  }

  /** Adds the next interval of a thread, 0 to threads - 1. From any thread. */
  synchronized void add(int thread, Interval interval) {
    int index = delivered[thread]++ - completed;
    while (partials.size() <= index) {
      partials.add(new Partial());
    }
    Partial partial = partials.stream().skip(index).findFirst().orElseThrow();
    partial.sum = partial.sum == null ? interval : partial.sum.plus(interval);
    partial.threads++;
    emit(threads);
  }

  /** Completes what a thread that ended earlier than others will add nothing to. */
  synchronized void finish() {
    emit(1);
  }

  private void emit(int least) {
    for (Partial first = partials.peek();
        first != null && first.threads >= least;
        first = partials.peek()) {
      partials.remove();
      completed++;
      if (first.sum != null) {
        complete.accept(first.sum);
      }
    }
  }
}
