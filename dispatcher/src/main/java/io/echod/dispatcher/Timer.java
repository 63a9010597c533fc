package io.echod.dispatcher;

/** A callback for a moment in time; an element of {@link Timers}. */
final class Timer extends Callback {

  /** The interval of a timer that who set it moves by itself; else it would fire in 73 years. */
  static final long MOVED = Long.MAX_VALUE / 4;

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

  @Override
  void detach() {
    dispatcher.loop.timers.takeOut(this);
  }

  @Override
  void detached() {
    dispatcher.loop.timers.trim();
  }

  @Override
  public long missed() {
    return missed;
  }

  @Override
  String describe() {
    return intervalNanos == 0 || intervalNanos == MOVED
        ? "timer"
        : "timer every " + intervalNanos / 1e9 + " s";
  }
}
