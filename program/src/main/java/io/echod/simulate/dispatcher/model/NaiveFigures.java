package io.echod.simulate.dispatcher.model;

import io.echod.dispatcher.Statistics;

/** The model's counts. */
final class NaiveFigures {

  long turns;
  long emptyTurns;
  long ioCalls;
  long timersFired;
  long timersLate;
  long timersMissed;
  long tasksRun;
  long idleCalls;
  long failures;

  /** The statistics that a dispatcher should have; times are its own. */
  Statistics expected(Statistics real, long registered) {
    return new Statistics(
        turns,
        emptyTurns,
        real.kernelNanos(),
        real.callbackNanos(),
        ioCalls,
        timersFired,
        timersLate,
        timersMissed,
        tasksRun,
        idleCalls,
        failures,
        registered);
  }
}
