package io.echod.dispatcher.part;

/** The figures of a dispatcher; times are in nanoseconds. */
public final class Counters {

  public long turns;
  public long emptyTurns;
  public long kernelNanos;
  public long callbackNanos;
  public long ioCalls;
  public long timersFired;
  public long timersLate;
  public long timersMissed;
  public long tasksRun;
  public long idleCalls;
  public long failures;
  public long registered;

  public void turned(int calls, long nanosInKernel, long nanosInCallbacks) {
    turns++;
    if (calls == 0) {
      emptyTurns++;
    }
    kernelNanos += nanosInKernel;
    callbackNanos += nanosInCallbacks;
  }
}
