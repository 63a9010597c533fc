package io.echod.simulate.server.checks;

/** What the checks of a turn share: which one it is, when it began, and what was called in it. */
final class Turn {

  long number;
  long beganNanos;

  /** Of the timer that was called last in this turn; only where one was. */
  long lastDeadlineNanos;

  long lastSequence;
  boolean timerCalled;

  void begin(long nowNanos) {
    number++;
    beganNanos = nowNanos;
    timerCalled = false;
  }
}
