package io.echod.dispatcher;

import io.echod.dispatcher.part.Counters;

/**
 * A dispatcher's work since it was created. Times are in nanoseconds.
 *
 * @param turns turns of the loop
 * @param emptyTurns turns that called no callback
 * @param kernelNanos time spent in the kernel's wait
 * @param callbackNanos time spent outside it, while monitoring
 * @param ioCalls calls of I/O handlers
 * @param timersFired calls of timer handlers
 * @param timersLate of those, the ones later than {@link DispatcherOptions#timerLateNanos}
 * @param timersMissed intervals that periodic timers skipped
 * @param tasksRun posted tasks run
 * @param idleCalls calls of idle handlers
 * @param failures handlers and tasks that threw
 * @param registered callbacks registered now
 */
public record Statistics(
    long turns,
    long emptyTurns,
    long kernelNanos,
    long callbackNanos,
    long ioCalls,
    long timersFired,
    long timersLate,
    long timersMissed,
    long tasksRun,
    long idleCalls,
    long failures,
    long registered) {

  /** The figures so far. */
  static Statistics of(Counters counters) {
    return new Statistics(
        counters.turns,
        counters.emptyTurns,
        counters.kernelNanos,
        counters.callbackNanos,
        counters.ioCalls,
        counters.timersFired,
        counters.timersLate,
        counters.timersMissed,
        counters.tasksRun,
        counters.idleCalls,
        counters.failures,
        counters.registered);
  }
}
