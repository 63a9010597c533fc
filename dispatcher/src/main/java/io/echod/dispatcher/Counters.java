package io.echod.dispatcher;

/** The figures behind {@link Statistics}. */
final class Counters {

  private long turns;
  private long emptyTurns;
  private long kernelNanos;
  private long callbackNanos;
  long ioCalls;
  long timersFired;
  long timersLate;
  long timersMissed;
  long tasksRun;
  long idleCalls;
  long failures;
  long registered;

  void turned(int calls, long nanosInKernel, long nanosInCallbacks) {
    turns++;
    if (calls == 0) {
      emptyTurns++;
    }
    kernelNanos += nanosInKernel;
    callbackNanos += nanosInCallbacks;
  }

  Statistics snapshot() {
    return new Statistics(
        turns,
        emptyTurns,
        kernelNanos,
        callbackNanos,
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
