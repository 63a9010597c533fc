package io.echod.dispatcher;

/** A callback for a moment in time; an element of {@link Timers}. */
abstract sealed class Timer extends Callback permits Timer.OneShot, Timer.Periodic, IdleTimeout {

  long deadlineNanos;

  /** Orders timers of equal deadline by their registration. */
  long sequence;

  /** The place in the heap; negative while in none. */
  int heapIndex = -1;

  Timer(Dispatcher dispatcher, Handler handler, long deadlineNanos) {
    super(dispatcher, handler);
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * Its deadline has come, and it is the first of all timers: takes it out, or moves it to its next
   * deadline.
   *
   * @param nowNanos the time of the turn
   * @return whether its handler is to be called
   */
  abstract boolean expire(long nowNanos);

  @Override
  void detach() {
    dispatcher.loop.timers.takeOut(this);
  }

  @Override
  void detached() {
    dispatcher.loop.timers.trim();
  }

  /** Fires once. */
  static final class OneShot extends Timer {

    OneShot(Dispatcher dispatcher, Handler handler, long deadlineNanos) {
      super(dispatcher, handler, deadlineNanos);
    }

    @Override
    boolean expire(long nowNanos) {
      dispatcher.loop.timers.takeOut(this);
      registered = false;
      dispatcher.loop.counters.registered--;
      return true;
    }

    @Override
    String describe() {
      return "timer";
    }
  }

  /** Fires again and again, on its original schedule. */
  static final class Periodic extends Timer {

    private final long intervalNanos;
    private long missed;

    Periodic(Dispatcher dispatcher, Handler handler, long deadlineNanos, long intervalNanos) {
      super(dispatcher, handler, deadlineNanos);
      this.intervalNanos = intervalNanos;
    }

    /** The next deadline is the first multiple of the interval after now. */
    @Override
    boolean expire(long nowNanos) {
      long skipped = (nowNanos - deadlineNanos) / intervalNanos;
      dispatcher.loop.timers.postponeFirst(deadlineNanos + (skipped + 1) * intervalNanos);
      missed = skipped;
      dispatcher.loop.counters.timersMissed += skipped;
      return true;
    }

    @Override
    public long missed() {
      return missed;
    }

    @Override
    String describe() {
      return "timer every " + intervalNanos / 1e9 + " s";
    }
  }
}
