package io.echod.dispatcher;

import io.echod.dispatcher.part.Delays;
import java.time.Duration;

/**
 * Whether a dispatcher that has nothing to do looks again and again for a while before it sleeps.
 * To be woken takes longer than a short wait, so what comes soon is answered sooner. It costs
 * processor time, which is given up to any thread that asks for it between two looks.
 *
 * @param spanNanos how long at most, 0 or more; 0: not at all
 * @param always before every sleep, at any cost; else only while events have been coming that soon
 *     and the looks take no more processor time than the work and the sleeps that they spare, and
 *     never where the process has one processor
 */
public record BusyPoll(long spanNanos, boolean always) {

  /** Sleeps at once. */
  public static final BusyPoll OFF = new BusyPoll(0, false);

  /**
   * Looks for at most 100 µs, so long as events come that soon, and at the cost of as much
   * processor time at most as the work and the sleeps would take without it.
   */
  public static final BusyPoll AUTO = new BusyPoll(100_000, false);

  /** Checks the range. */
  public BusyPoll {
    if (spanNanos < 0) {
      throw new IllegalArgumentException("spanNanos must be 0 or more, not " + spanNanos);
    }
  }

  /** Looks for that long before every sleep; a time of 0 or less: not at all. */
  public static BusyPoll always(Duration span) {
    return new BusyPoll(Math.max(0, Delays.nanos(span)), true);
  }
}
