package io.echod.cli.bench;

import io.echod.cli.command.Release;
import io.echod.measure.Latencies;
import io.echod.measure.load.LoadResult;
import io.echod.measure.report.BenchRun;
import io.echod.measure.report.Report;
import io.echod.measure.report.Report.Fact;
import io.echod.measure.report.Report.Table;
import io.echod.measure.report.Series;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page about one load. */
final class BenchPage {

  private BenchPage() {}

  static Report of(BenchDocument document) {
    BenchRun run = document.pooled();
    LoadResult result = run.result();
    List<String> head = BenchTable.head(document.target(), result.options());
    return new Report(
        "echod bench: " + document.target(),
        head.get(0) + " " + head.get(1) + ".",
        warnings(document, result),
        tiles(run),
        List.of(Series.of("latency", run)),
        List.of(latencies(result), counts(run)),
        facts(document));
  }

  private static List<String> warnings(BenchDocument document, LoadResult result) {
    List<String> warnings = new ArrayList<>();
    if (result.generator().isLimited()) {
      warnings.add(
          "Invalid: the generator was the bottleneck, not the server: "
              + String.join("; ", result.generator().reasons())
              + ".");
    }
    BenchTable.unsteady(result).ifPresent(warnings::add);
    RunFigures.of(document.runs())
        .forEach((name, spread) -> {
          if (spread.isWide()) {
            warnings.add(BenchTable.wide(name, spread));
          }
        });
    if (!result.firstMismatch().isEmpty()) {
      warnings.add("First mismatch: " + result.firstMismatch());
    }
    return warnings;
  }

  private static List<Fact> tiles(BenchRun run) {
    LoadResult result = run.result();
    Latencies latency = Latencies.of(result.latencies());
    List<Fact> tiles = new ArrayList<>();
    tiles.add(new Fact("messages/s", BenchTable.number(Math.rint(result.messagesPerSecond()))));
    tiles.add(new Fact("p50", time(latency.percentiles().get(0))));
    tiles.add(new Fact("p99", time(latency.percentiles().get(3))));
    tiles.add(new Fact("max", time(latency.max())));
    tiles.add(new Fact("errors", String.valueOf(result.errorCount())));
    if (run.host().serverCpu().isPresent()) {
      tiles.add(new Fact("server CPU per message", time(run.serverCpuMicrosPerMessage())));
    }
    return tiles;
  }

  static Table latencies(LoadResult result) {
    List<String> head = new ArrayList<>(List.of("", "latency", "service time", "connect"));
    List<Latencies> columns = BenchTable.columns(result);
    if (columns.size() > 3) {
      head.add("handshake");
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("min", columns.stream().map(Latencies::min).toList()));
    rows.add(row("mean", columns.stream().map(Latencies::mean).toList()));
    for (int index = 0; index < Latencies.KEYS.size(); index++) {
      int place = index;
      rows.add(
          row(
              Latencies.KEYS.get(index).replace('_', '.'),
              columns.stream().map(column -> column.percentiles().get(place)).toList()));
    }
    rows.add(row("max", columns.stream().map(Latencies::max).toList()));
    return new Table("Times", head, rows);
  }

  private static List<String> row(String name, List<Double> micros) {
    List<String> cells = new ArrayList<>(List.of(name));
    micros.forEach(value -> cells.add(time(value)));
    return cells;
  }

  private static Table counts(BenchRun run) {
    LoadResult result = run.result();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("answered and verified", String.valueOf(result.messages())));
    rows.add(List.of("dropped as warm-up", String.valueOf(result.dropped().messages())));
    if (!result.options().schedule().isClosedLoop()) {
      rows.add(List.of("planned", String.valueOf(result.planned())));
      rows.add(List.of("sent late", String.valueOf(result.late())));
    }
    result
        .errors()
        .forEach(
            (kind, count) -> rows.add(List.of("error: " + kind.label(), String.valueOf(count))));
    run.host()
        .retransmits()
        .ifPresent(
            count -> rows.add(List.of("TCP retransmits of this machine", String.valueOf(count))));
    return new Table("Messages", List.of("", "count"), rows);
  }

  private static List<Fact> facts(BenchDocument document) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("command", "echod " + String.join(" ", document.command())));
    facts.add(new Fact("version", Release.nameAndNumber()));
    facts.add(new Fact("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    facts.add(new Fact("warm-up", BenchTable.dropped(document.pooled().result())));
    facts.add(new Fact("generator", BenchTable.generator(document.pooled().result())));
    machine(facts);
    return facts;
  }

  static void machine(List<Fact> facts) {
    Machine.describe().forEach((name, value) -> facts.add(new Fact(name, String.valueOf(value))));
  }

  /** A time in microseconds with a unit that fits. */
  static String time(double micros) {
    if (Double.isNaN(micros)) {
      return "–";
    }
    if (micros < 1_000) {
      return String.format(Locale.ROOT, "%.1f µs", micros);
    }
    return micros < 1e6
        ? String.format(Locale.ROOT, "%.2f ms", micros / 1e3)
        : String.format(Locale.ROOT, "%.2f s", micros / 1e6);
  }
}
