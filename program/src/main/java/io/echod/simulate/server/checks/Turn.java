package io.echod.simulate.server.checks;

/**
 * Facts about a turn that its checks share: which one it is, when it began, and what was called in
 * it.
 */
final class Turn {

  long number;
  long beganNanos;

  /** The time of the timer that was called last in this turn; only where one was. */
  long lastDeadlineNanos;

  long lastSequence;
  boolean timerCalled;

  void begin(long nowNanos) {
    number++;
    beganNanos = nowNanos;
    timerCalled = false;
  }
}
