package io.echod.cli.bench;

import io.echod.cli.command.ProgressLine;
import io.echod.measure.Latencies;
import io.echod.measure.load.Interval;
import io.echod.measure.load.Load;
import io.echod.measure.load.LoadOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Tells how a load goes, the threads' intervals put together. From any thread. */
final class Reporter implements Load.Progress {

  /** The log's legend has the longest time of an interval in milliseconds. */
  private static final double NANOS_PER_MILLI = 1e6;

  private final LoadOptions options;
  private final ProgressLine progress;
  private final Optional<PrintWriter> lines;
  private final Optional<HistogramLogWriter> log;
  private Histogram latencies = Latencies.histogram();
  private long errors;
  private long errorsSoFar;
  private int threads;

  /**
   * Reports.
   *
   * @param lines get one for each interval
   * @param log gets the histogram of each interval
   */
  Reporter(
      LoadOptions options,
      ProgressLine progress,
      Optional<PrintWriter> lines,
      Optional<HistogramLogWriter> log) {
    this.options = options;
    this.progress = progress;
    this.lines = lines;
    this.log = log;
  }

  @Override
  public synchronized void interval(Interval interval) {
    latencies.add(interval.latencies());
    errors += interval.errors();
    if (++threads < options.threads()) {
      return;
    }
    errorsSoFar += errors;
    double start = interval.startNanos() / 1e9;
    double end = start + interval.lengthNanos() / 1e9;
    log.ifPresent(writer -> writer.outputIntervalHistogram(start, end, latencies, NANOS_PER_MILLI));
    String line = line(end, end - start);
    if (lines.isPresent()) {
      progress.clear();
      lines.get().println(line);
      lines.get().flush();
    } else {
      progress.show(() -> line + left(end));
    }
    latencies = Latencies.histogram();
    errors = 0;
    threads = 0;
  }

  private String line(double end, double seconds) {
    return String.format(
        Locale.ROOT,
        "%.1f s: %.0f messages/s, p50 %s us, p99 %s us, errors %d",
        end,
        latencies.getTotalCount() / Math.max(1e-9, seconds),
        cell(50),
        cell(99),
        errorsSoFar);
  }

  private String cell(double percent) {
    double micros = Latencies.percentile(latencies, percent);
    return Double.isNaN(micros) ? "-" : String.format(Locale.ROOT, "%.1f", micros);
  }

  private String left(double end) {
    if (options.span().messages() > 0) {
      return "";
    }
    double left = Math.max(0, options.span().duration().toNanos() / 1e9 - end);
    return String.format(Locale.ROOT, ", %.0f s left", left);
  }
}
