package io.echod.dispatcher.sim;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is to happen, by virtual time; of the same time, in the order it was entered. */
final class Agenda {

  private record Entry(long atNanos, long sequence, Runnable action) {}

  // The clock may wrap: compared by subtraction.
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>((one, other) ->
          one.atNanos != other.atNanos
              ? Long.signum(one.atNanos - other.atNanos)
              : Long.compare(one.sequence, other.sequence));

  private long sequence;

  void add(long atNanos, Runnable action) {
    entries.add(new Entry(atNanos, sequence++, action));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** When the next is due; only where there is one. */
  long nextNanos() {
    return entries.element().atNanos;
  }

  /** Takes the next one that is due by then; null where none is. */
  @Nullable Runnable takeDue(long nowNanos) {
    Entry next = entries.peek();
    if (next == null || next.atNanos - nowNanos > 0) {
      return null;
    }
    entries.remove();
    return next.action;
  }
}
