package io.echod.dispatcher;

/** A callback for a moment in time; an element of {@link Timers}. */
final class Timer extends Callback {

  /** 0 for a timer that fires once. */
  final long intervalNanos;

  long deadlineNanos;

  /** Orders timers of equal deadline by their registration. */
  long sequence;

  /** The place in the heap; negative while in none. */
  int heapIndex = -1;

  long missed;

  Timer(Dispatcher dispatcher, Handler handler, long deadlineNanos, long intervalNanos) {
    super(dispatcher, handler);
    this.deadlineNanos = deadlineNanos;
    this.intervalNanos = intervalNanos;
  }

  boolean isBefore(Timer other) {
    // By subtraction, for the clock may wrap.
    long difference = deadlineNanos - other.deadlineNanos;
    return difference < 0 || (difference == 0 && sequence < other.sequence);
  }

  /** Moves the deadline to the first multiple of the interval after {@code now}. */
  void skipTo(long now) {
    missed = (now - deadlineNanos) / intervalNanos;
    deadlineNanos += (missed + 1) * intervalNanos;
  }

  @Override
  public long missed() {
    return missed;
  }

  @Override
  String describe() {
    return intervalNanos == 0 ? "timer" : "timer every " + intervalNanos / 1e9 + " s";
  }
}
