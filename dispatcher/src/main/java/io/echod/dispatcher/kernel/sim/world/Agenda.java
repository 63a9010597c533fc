package io.echod.dispatcher.kernel.sim.world;

import java.util.PriorityQueue;

/** Events to come, by virtual time; those of one time in the order in which they were entered. */
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

  /** Whether the next is due at a time. */
  boolean isDue(long untilNanos) {
    return !entries.isEmpty() && nextNanos() - untilNanos <= 0;
  }

  /** Takes the next one; only where there is one. */
  Runnable take() {
    return entries.remove().action;
  }
}
