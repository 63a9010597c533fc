package io.echod.dispatcher;

/** A timer that fires once. */
final class OneShotTimer extends Timer {

  OneShotTimer(Dispatcher dispatcher, Handler handler, long deadlineNanos) {
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
