package io.echod.dispatcher;

/** A callback for a moment in time; an element of {@link Timers}. */
abstract sealed class Timer extends Callback permits OneShotTimer, PeriodicTimer, IdleTimeout {

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
}
