package io.echod.measure.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A page's view of one load.
 *
 * @param name in legends
 * @param latencies in nanoseconds
 * @param serviceTimes in nanoseconds; empty where they are not known
 * @param slices over time, in order; empty where they are not known
 */
public record Series(
    String name, Histogram latencies, Optional<Histogram> serviceTimes, List<Slice> slices) {

  private static final int COLOURS = 4;

  /** Copies the list. */
  public Series {
    slices = List.copyOf(slices);
  }

  /** That of a run. */
  public static Series of(String name, BenchRun run) {
    return new Series(
        name, run.result().latencies(), Optional.of(run.result().serviceTimes()), run.slices());
  }

  Stream<Histogram> histograms() {
    return Stream.concat(Stream.of(latencies), serviceTimes.stream());
  }

  double endSeconds() {
    return slices.stream().mapToDouble(one -> one.startSeconds() + one.seconds()).max().orElse(0);
  }

  /** The colour of the n-th in the style sheet. */
  static int colour(int index) {
    return index % COLOURS + 1;
  }
}
