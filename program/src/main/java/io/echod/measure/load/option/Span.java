package io.echod.measure.load.option;

import java.time.Duration;

/**
 * How long a load lasts.
 *
 * @param warmup least length of the first phase, which is not measured; 0 or more, and 0: there is
 *     none. It goes on until the rate is steady, for five times as long at most once all threads
 *     have connected
 * @param duration of the measured phase, more than 0; of no account where messages is not 0
 * @param messages to measure; 0: as many as the duration gives
 * @param timeout how long to wait at the end for what is still owed, more than 0
 * @param interval of the reports while it runs, more than 0
 */
public record Span(
    Duration warmup, Duration duration, long messages, Duration timeout, Duration interval) {

  /** Checks the ranges. */
  public Span {
    LoadOptions.check(!warmup.isNegative(), "the warm-up must be 0 or more");
    LoadOptions.check(messages >= 0, "messages must be 0 or more, not " + messages);
    LoadOptions.check(messages > 0 || duration.isPositive(), "the duration must be more than 0");
    LoadOptions.check(timeout.isPositive(), "the timeout must be more than 0");
    LoadOptions.check(interval.isPositive(), "the interval must be more than 0");
  }

  /** A time; 5 s for what is owed at the end, reports every second. */
  public static Span of(Duration warmup, Duration duration) {
    return new Span(warmup, duration, 0, Duration.ofSeconds(5), Duration.ofSeconds(1));
  }

  /** A number of messages, without a warm-up. */
  public static Span of(long messages) {
    return new Span(
        Duration.ZERO, Duration.ZERO, messages, Duration.ofSeconds(5), Duration.ofSeconds(1));
  }

  Span share(int thread, int threads) {
    long own = messages / threads + (thread < messages % threads ? 1 : 0);
    return new Span(warmup, duration, own, timeout, interval);
  }
}
