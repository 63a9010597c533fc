package io.echod.dispatcher;

/** A timer that fires again and again, on its original schedule. */
final class PeriodicTimer extends Timer {

  private final long intervalNanos;
  private long missed;

  PeriodicTimer(Dispatcher dispatcher, Handler handler, long deadlineNanos, long intervalNanos) {
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
