package io.echod.measure.report;

import io.echod.measure.Latencies;
import io.echod.measure.load.Interval;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The figures kept of an interval: a long run has many, and a whole histogram of each would take
 * megabytes.
 *
 * @param startSeconds since the measured phase began
 * @param seconds its length
 * @param messages answered in it
 * @param errors in it
 * @param p50 median latency in microseconds; NaN where it is not known
 * @param p99 the 99th percentile in microseconds; NaN where it is not known
 * @param max the largest latency in microseconds; NaN without messages
 * @param isRest whether it is less than an interval, so that its rate says nothing
 * @param cells messages by {@linkplain #cell cell} of latency; those with messages
 */
public record Slice(
    double startSeconds,
    double seconds,
    long messages,
    long errors,
    double p50,
    double p99,
    double max,
    boolean isRest,
    SortedMap<Integer, Long> cells) {

  /** Cells in which latencies grow tenfold. */
  public static final int CELLS_PER_DECADE = 10;

  /** Copies the map. */
  public Slice {
    cells = Collections.unmodifiableSortedMap(new TreeMap<>(cells));
  }

  /** That of an interval. */
  public static Slice of(Interval interval) {
    return of(
        interval.startNanos() / 1e9,
        interval.lengthNanos() / 1e9,
        interval.latencies(),
        interval.errors(),
        interval.isRest());
  }

  /** That of a histogram of nanoseconds, such as one of a log. */
  public static Slice of(
      double startSeconds, double seconds, Histogram nanos, long errors, boolean isRest) {
    SortedMap<Integer, Long> cells = new TreeMap<>();
    for (HistogramIterationValue value : nanos.recordedValues()) {
      long middle = nanos.medianEquivalentValue(value.getValueIteratedTo());
      cells.merge(cell(middle), value.getCountAddedInThisIterationStep(), Long::sum);
    }
    return new Slice(
        startSeconds,
        seconds,
        nanos.getTotalCount(),
        errors,
        Latencies.percentile(nanos, 50),
        Latencies.percentile(nanos, 99),
        Latencies.percentile(nanos, 100),
        isRest,
        cells);
  }

  /** Returns this slice, so many seconds later. */
  Slice later(double by) {
    return new Slice(startSeconds + by, seconds, messages, errors, p50, p99, max, isRest, cells);
  }

  /** Messages answered in a second. */
  public double messagesPerSecond() {
    return messages / Math.max(1e-9, seconds);
  }

  /** The cell of a latency in nanoseconds, 1 or more. */
  public static int cell(long nanos) {
    return (int) Math.floor(Math.log10((double) nanos) * CELLS_PER_DECADE + 1e-9);
  }

  /** Where a cell begins, in microseconds. */
  public static double beginning(int cell) {
    return Math.pow(10, (double) cell / CELLS_PER_DECADE) / 1e3;
  }
}
