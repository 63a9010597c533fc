package io.echod.measure;

import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * The figures of a histogram of nanoseconds, in microseconds as results have them.
 *
 * @param count of the values
 * @param percentiles in the order of {@link #PERCENTILES}; NaN where fewer than {@link #BEYOND_MIN}
 *     values are beyond it, so that it would say nothing
 */
public record Latencies(
    long count, double min, double mean, double stdev, List<Double> percentiles, double max) {

  /** The percentiles of every result. */
  public static final List<Double> PERCENTILES =
      List.of(50.0, 75.0, 90.0, 99.0, 99.9, 99.99, 99.999);

  /** The keys of the percentiles in JSON. */
  public static final List<String> KEYS =
      List.of("p50", "p75", "p90", "p99", "p99_9", "p99_99", "p99_999");

  /** Values that a percentile needs beyond it. */
  public static final int BEYOND_MIN = 10;

  /** Copies the list. */
  public Latencies {
    percentiles = List.copyOf(percentiles);
  }

  /** The largest time that is recorded as itself: one hour. */
  public static final long NANOS_MAX = 3_600_000_000_000L;

  private static final int DIGITS = 3;
  private static final double MICRO = 1_000;

  /** An empty histogram of nanoseconds, precise to three digits up to {@link #NANOS_MAX}. */
  public static Histogram histogram() {
    return new Histogram(1, NANOS_MAX, DIGITS);
  }

  /** The figures of a histogram of nanoseconds. */
  public static Latencies of(AbstractHistogram nanos) {
    long count = nanos.getTotalCount();
    List<Double> percentiles =
        PERCENTILES.stream().map(percent -> percentile(nanos, percent)).toList();
    return new Latencies(
        count,
        count == 0 ? Double.NaN : nanos.getMinValue() / MICRO,
        count == 0 ? Double.NaN : nanos.getMean() / MICRO,
        count == 0 ? Double.NaN : nanos.getStdDeviation() / MICRO,
        percentiles,
        count == 0 ? Double.NaN : nanos.getMaxValue() / MICRO);
  }

  /**
   * Microseconds that so many of a hundred values do not exceed; NaN where fewer than {@link
   * #BEYOND_MIN} are beyond it.
   */
  public static double percentile(AbstractHistogram nanos, double percent) {
    long beyond = Math.round(nanos.getTotalCount() * (100 - percent) / 100);
    boolean known = percent >= 100 ? nanos.getTotalCount() > 0 : beyond >= BEYOND_MIN;
    return known ? nanos.getValueAtPercentile(percent) / MICRO : Double.NaN;
  }
}
