package io.echod.cli.bench;

import io.echod.measure.ErrorKind;
import io.echod.measure.Latencies;
import io.echod.measure.load.Dropped;
import io.echod.measure.load.LoadResult;
import io.echod.measure.load.MaxSearch;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Shape;
import io.echod.measure.report.BenchRun;
import io.echod.measure.report.Spread;
import io.echod.settings.TimeKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** A load and its result as people read them. */
final class BenchTable {

  private BenchTable() {}

  /** Which loop it is comes first: it decides what the latencies mean. */
  static List<String> head(String target, LoadOptions options) {
    Shape shape = options.shape();
    String loop =
        options.schedule().isClosedLoop()
            ? "Closed loop: each connection sends when an answer has come; waiting hides stalls."
            : String.format(
                Locale.ROOT,
                "Open loop at %s messages/s%s: latency counts from the intended time.",
                number(options.schedule().ratePerSecond()),
                options.schedule().poisson() ? ", poisson" : "");
    String size =
        shape.sizeMin() == shape.sizeMax()
            ? shape.sizeMin() + " bytes"
            : shape.sizeMin() + " to " + shape.sizeMax() + " bytes";
    String length =
        options.span().messages() > 0
            ? options.span().messages() + " messages"
            : TimeKind.TIME.print(options.span().duration());
    return List.of(
        loop,
        String.format(
            Locale.ROOT,
            "%s, %d connection%s%s, %s, %s %s, seed %d",
            target,
            shape.connections(),
            shape.connections() == 1 ? "" : "s",
            shape.reconnect()
                ? ", a new one for each message"
                : shape.pipeline() > 1 ? " with " + shape.pipeline() + " in flight" : "",
            size,
            length,
            options.span().warmup().isZero()
                ? "without warm-up"
                : "after %s of warm-up or more"
                    .formatted(TimeKind.TIME.print(options.span().warmup())),
            options.seed()));
  }

  static List<String> of(BenchRun run) {
    LoadResult result = run.result();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d messages in %.2f s, %s messages/s, %s MiB/s each way, every byte verified",
            result.messages(),
            result.seconds(),
            number(result.messagesPerSecond()),
            String.format(Locale.ROOT, "%.1f", result.bytes() / result.seconds() / (1 << 20))));
    if (!result.options().schedule().isClosedLoop()) {
      lines.add(
          String.format(Locale.ROOT, "%d planned, %d sent late", result.planned(), result.late()));
    }
    lines.add("dropped as warm-up: " + dropped(result));
    unsteady(result).ifPresent(lines::add);
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-12s%14s%14s%14s%s",
            "us",
            "latency",
            "service time",
            "connect",
            result.handshakeTimes().getTotalCount() > 0 ? "     handshake" : ""));
    lines.addAll(rows(columns(result)));
    lines.add("");
    lines.add("errors: " + errors(result));
    if (!result.firstMismatch().isEmpty()) {
      lines.add("first mismatch: " + result.firstMismatch());
    }
    host(run).ifPresent(lines::add);
    verdict(result, lines);
    return lines;
  }

  /** Phases before the measured one, which do not count. */
  static String dropped(LoadResult result) {
    Dropped dropped = result.dropped();
    return dropped.isAny()
        ? String.format(Locale.ROOT, "%d messages in %.2f s", dropped.messages(), dropped.seconds())
        : "nothing";
  }

  /** A warning of a warm-up that was too short. */
  static Optional<String> unsteady(LoadResult result) {
    return result.messages() > 0 && result.dropped().isAny() && !result.dropped().isSteady()
        ? Optional.of(
            "The rate was not steady after the warm-up: a longer --warmup may give other results.")
        : Optional.empty();
  }

  private static Optional<String> host(BenchRun run) {
    List<String> words = new ArrayList<>();
    run.host()
        .serverCpu()
        .ifPresent(cpu ->
            words.add(
                String.format(
                    Locale.ROOT,
                    "server: %.2f s of CPU, %.2f us per message",
                    cpu.toNanos() / 1e9,
                    run.serverCpuMicrosPerMessage())));
    run.host()
        .retransmits()
        .ifPresent(count -> words.add("TCP retransmits of this machine: " + count));
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
  }

  /** A run in one line. */
  static String line(BenchRun run) {
    LoadResult result = run.result();
    return String.format(
        Locale.ROOT,
        "%s messages/s, p50 %s us, p99 %s us, errors %d%s",
        number(Math.rint(result.messagesPerSecond())),
        cell(Latencies.percentile(result.latencies(), 50)),
        cell(Latencies.percentile(result.latencies(), 99)),
        result.errorCount(),
        result.generator().isLimited() ? ", INVALID" : "");
  }

  /** How much repeated runs differ; nothing for a single one. */
  static List<String> spread(List<BenchRun> runs) {
    List<String> lines = new ArrayList<>();
    if (runs.size() > 1) {
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT, "%-28s%14s%14s%14s%10s", "spread of runs", "min", "median", "max", ""));
      RunFigures.of(runs)
          .forEach((name, spread) ->
              lines.add(
                  String.format(
                      Locale.ROOT,
                      "%-28s%14s%14s%14s%9.1f%%",
                      name,
                      cell(spread.min()),
                      cell(spread.median()),
                      cell(spread.max()),
                      spread.relative() * 100)));
      RunFigures.of(runs)
          .forEach((name, spread) -> {
            if (spread.isWide()) {
              lines.add(wide(name, spread));
            }
          });
    }
    return lines;
  }

  /** A warning of runs that differ much. */
  static String wide(String figure, Spread spread) {
    return String.format(
        Locale.ROOT,
        "The runs differ by %.0f %% in %s: a single one of them says little.",
        spread.relative() * 100,
        figure);
  }

  /** A step of a search. */
  static String probe(MaxSearch.Probe probe, Threshold condition) {
    LoadResult result = probe.result();
    if (probe.ratePerSecond() == 0) {
      return "closed loop: " + number(Math.rint(result.messagesPerSecond())) + " messages/s";
    }
    return String.format(
        Locale.ROOT,
        "%s%.0f/s: %s, %s",
        probe.isConfirmation() ? "confirming " : "",
        probe.ratePerSecond(),
        condition.describe(condition.of(result)),
        probe.objection().isEmpty() ? "holds" : probe.objection());
  }

  /** The outcome of a search. */
  static List<String> found(MaxSearch.Outcome found, Threshold condition) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Highest rate at which %s holds: %.0f messages/s, confirmed.",
            condition.text(),
            found.confirmed().orElseThrow().ratePerSecond()));
    if (found.isLimitedByGenerator()) {
      lines.add("Higher rates were too much for the generator: the server may do more.");
    }
    lines.add("");
    return lines;
  }

  /** Percentiles in the text format of HdrHistogram, in microseconds. */
  static String hgrm(Histogram nanos) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    nanos.outputPercentileDistribution(
        new PrintStream(text, true, StandardCharsets.US_ASCII), 1_000.0);
    return text.toString(StandardCharsets.US_ASCII);
  }

  private static String errors(LoadResult result) {
    if (result.errors().isEmpty()) {
      return "none";
    }
    List<String> words = new ArrayList<>();
    for (Map.Entry<ErrorKind, Long> one : result.errors().entrySet()) {
      words.add(one.getValue() + " " + one.getKey().label());
    }
    return String.join(", ", words);
  }

  private static void verdict(LoadResult result, List<String> lines) {
    lines.add("generator: " + generator(result));
    if (result.generator().isLimited()) {
      lines.add("INVALID: the generator was the bottleneck, not the server:");
      result.generator().reasons().forEach(reason -> lines.add("  " + reason));
    }
  }

  /** How the generator has fared. */
  static String generator(LoadResult result) {
    return String.format(
        Locale.ROOT,
        "%.0f %% of a core, timers %.0f us late (p99), %d ms of gc%s",
        result.generator().cpu() * 100,
        result.generator().loopLagMicros(),
        result.generator().gcPauseMillis(),
        Double.isNaN(result.littlesLaw())
            ? ""
            : String.format(Locale.ROOT, ", Little's law %.2f", result.littlesLaw()));
  }

  /** Latency, service time, connect, and handshake where there is one. */
  static List<Latencies> columns(LoadResult result) {
    List<Latencies> columns = new ArrayList<>();
    columns.add(Latencies.of(result.latencies()));
    columns.add(Latencies.of(result.serviceTimes()));
    columns.add(Latencies.of(result.connectTimes()));
    if (result.handshakeTimes().getTotalCount() > 0) {
      columns.add(Latencies.of(result.handshakeTimes()));
    }
    return columns;
  }

  /** Times by figure. */
  static List<String> rows(List<Latencies> columns) {
    List<String> rows = new ArrayList<>();
    rows.add(row("min", columns, Latencies::min));
    rows.add(row("mean", columns, Latencies::mean));
    rows.add(row("stdev", columns, Latencies::stdev));
    for (int index = 0; index < Latencies.KEYS.size(); index++) {
      int place = index;
      String name = Latencies.KEYS.get(index).replace('_', '.');
      rows.add(row(name, columns, column -> column.percentiles().get(place)));
    }
    rows.add(row("max", columns, Latencies::max));
    return rows;
  }

  private static String row(
      String name, List<Latencies> columns, ToDoubleFunction<Latencies> figure) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-12s", name));
    for (Latencies column : columns) {
      row.append(String.format(Locale.ROOT, "%14s", cell(figure.applyAsDouble(column))));
    }
    return row.toString();
  }

  private static String cell(double micros) {
    return Double.isNaN(micros) ? "-" : String.format(Locale.ROOT, "%.1f", micros);
  }

  static String number(double value) {
    return value == Math.rint(value) || value >= 1000
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
