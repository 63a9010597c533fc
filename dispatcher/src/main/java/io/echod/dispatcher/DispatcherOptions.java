package io.echod.dispatcher;

/**
 * The limits of a dispatcher, and how it waits.
 *
 * @param tasksPerTurnMax posted tasks run in one turn, 1 or more; the rest wait for the next turns,
 *     so that a flood of them can't keep I/O waiting
 * @param timerLateNanos a timer fired later than this after its deadline counts as late; 0 or more
 * @param busyPoll whether it polls for a while before it sleeps
 */
public record DispatcherOptions(int tasksPerTurnMax, long timerLateNanos, BusyPoll busyPoll) {

  /** 1,024 tasks per turn; late from 10 ms on; no polling. */
  public static final DispatcherOptions DEFAULT =
      new DispatcherOptions(1024, 10_000_000, BusyPoll.OFF);

  /** Checks the ranges. */
  public DispatcherOptions {
    if (tasksPerTurnMax < 1) {
      throw new IllegalArgumentException(
          "tasksPerTurnMax must be 1 or more, not " + tasksPerTurnMax);
    }
    if (timerLateNanos < 0) {
      throw new IllegalArgumentException("timerLateNanos must be 0 or more, not " + timerLateNanos);
    }
  }

  /** Returns these options with another way to wait. */
  public DispatcherOptions withBusyPoll(BusyPoll other) {
    return new DispatcherOptions(tasksPerTurnMax, timerLateNanos, other);
  }
}
