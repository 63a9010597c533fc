package io.echod.cli.bench;

import io.echod.cli.command.ProgressLine;
import io.echod.json.Json;
import io.echod.measure.Latencies;
import io.echod.measure.load.Interval;
import io.echod.measure.load.Load;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.report.HostUsage;
import io.echod.measure.report.Slice;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports how a load goes: to a line, lines or a log, and keeps what results need of it. */
final class Reporter implements Load.Progress {

  private final LoadOptions options;
  private final ResultFlags flags;
  private final ProgressLine progress;
  private final PrintWriter lines;
  private final Optional<IntervalLog> log;
  private final Runnable abort;
  private final List<Slice> slices = new ArrayList<>();
  private HostUsage before = HostUsage.UNKNOWN;
  private long errorsSoFar;
  private @Nullable String aborted;

  /**
   * Reports.
   *
   * @param lines where one for each interval goes, if they are wanted
   * @param log of all intervals
   * @param abort ends the load early
   */
  Reporter(
      LoadOptions options,
      ResultFlags flags,
      ProgressLine progress,
      PrintWriter lines,
      Optional<IntervalLog> log,
      Runnable abort) {
    this.options = options;
    this.flags = flags;
    this.progress = progress;
    this.lines = lines;
    this.log = log;
    this.abort = abort;
  }

  @Override
  public synchronized void measuring() {
    before = HostUsage.now(flags.server());
  }

  @Override
  public synchronized void interval(Interval interval) {
    errorsSoFar += interval.errors();
    Slice slice = Slice.of(interval);
    slices.add(slice);
    log.ifPresent(writer -> writer.add(interval));
    if (flags.printsIntervals()) {
      progress.clear();
      lines.println(flags.isOnlyJson() ? json(slice) : line(interval));
      lines.flush();
    } else {
      progress.show(() -> line(interval) + left(interval));
    }
    if (aborted == null && !interval.isRest()) {
      abortWhereACondition(interval);
    }
  }

  private void abortWhereACondition(Interval interval) {
    for (Threshold condition : flags.abortIf()) {
      double value = condition.of(interval);
      if (condition.holds(value)) {
        aborted =
            String.format(
                Locale.ROOT, "%s, after %.1f s", condition.describe(value), end(interval));
        abort.run();
        return;
      }
    }
  }

  private String line(Interval interval) {
    return String.format(
        Locale.ROOT,
        "%.1f s: %.0f messages/s, p50 %s us, p99 %s us, errors %d",
        end(interval),
        interval.messagesPerSecond(),
        cell(interval, 50),
        cell(interval, 99),
        errorsSoFar);
  }

  private static double end(Interval interval) {
    return (interval.startNanos() + interval.lengthNanos()) / 1e9;
  }

  private static String cell(Interval interval, double percent) {
    double micros = Latencies.percentile(interval.latencies(), percent);
    return Double.isNaN(micros) ? "-" : String.format(Locale.ROOT, "%.1f", micros);
  }

  private String left(Interval interval) {
    if (options.span().messages() > 0) {
      return "";
    }
    double left = Math.max(0, options.span().duration().toNanos() / 1e9 - end(interval));
    return String.format(Locale.ROOT, ", %.0f s left", left);
  }

  private static String json(Slice slice) {
    Map<String, Object> all = new LinkedHashMap<>(BenchJson.interval(slice));
    return Json.text(all);
  }

  /** The intervals, in order. */
  synchronized List<Slice> slices() {
    return List.copyOf(slices);
  }

  /** The use of this machine since the load began to measure. */
  synchronized HostUsage hostUsage() {
    return HostUsage.now(flags.server()).since(before);
  }

  /** Which condition has ended the load early, and when. */
  synchronized Optional<String> aborted() {
    return Optional.ofNullable(aborted);
  }
}
