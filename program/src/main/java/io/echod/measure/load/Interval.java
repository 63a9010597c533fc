package io.echod.measure.load;

import org.HdrHistogram.Histogram;

/**
 * The measurements of an interval.
 *
 * @param startNanos since the measured phase began
 * @param lengthNanos of the interval
 * @param latencies of the messages answered in it, from their intended time, in nanoseconds
 * @param serviceTimes of these, from their actual time, in nanoseconds
 * @param errors in it
 * @param isRest whether it is what came after the load had ended, or less than a whole interval:
 *     its rate says nothing
 */
public record Interval(
    long startNanos,
    long lengthNanos,
    Histogram latencies,
    Histogram serviceTimes,
    long errors,
    boolean isRest) {

  /** The sum with what another thread has measured in the same while; takes over the histograms. */
  Interval plus(Interval other) {
    latencies.add(other.latencies);
    serviceTimes.add(other.serviceTimes);
    long start = Math.min(startNanos, other.startNanos);
    long end = Math.max(startNanos + lengthNanos, other.startNanos + other.lengthNanos);
    return new Interval(
        start, end - start, latencies, serviceTimes, errors + other.errors, isRest || other.isRest);
  }

  /** Messages answered in it. */
  public long messages() {
    return latencies.getTotalCount();
  }

  /** Messages answered in a second. */
  public double messagesPerSecond() {
    return messages() / (Math.max(1, lengthNanos) / 1e9);
  }
}
