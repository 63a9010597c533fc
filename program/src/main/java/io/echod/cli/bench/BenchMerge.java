package io.echod.cli.bench;

import io.echod.cli.command.ResultFiles;
import io.echod.cli.command.Version;
import io.echod.measure.Latencies;
import io.echod.measure.report.Report;
import io.echod.measure.report.Report.Fact;
import io.echod.measure.report.Report.Table;
import io.echod.measure.report.Series;
import io.echod.settings.BadValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echod bench merge}: logs of histograms added up. */
@Command(
    name = "merge",
    header = {"Add up logs of histograms, such as of several generators.", ""},
    description = {
      "",
      "Reads logs of HdrHistogram, as --hlog writes them, and adds their histograms",
      "count for count: percentiles of several logs can't be averaged. Service times",
      "(with the tag service-time) and other tags stay apart.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {"", "Exit codes: 0 done, 2 bad usage, or a file that is no log."})
final class BenchMerge implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Logs.")
  private List<Path> files = List.of();

  @Option(
      names = "--hgrm",
      paramLabel = "FILE",
      description = {"Write the latencies by percentile, in the text", "format of HdrHistogram."})
  private @Nullable Path hgrm;

  @Mixin private SummaryFlags summary = new SummaryFlags();

  @Override
  public Integer call() throws IOException {
    try {
      summary.check();
      ResultFlags.checkFolder(hgrm);
      MergedLogs merged = MergedLogs.read(files);
      write(merged);
      return 0;
    } catch (BadValue wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private void write(MergedLogs merged) throws IOException {
    ResultFiles results = new ResultFiles();
    summary.write(results, spec.commandLine().getOut(), lines(merged), json(merged), page(merged));
    if (hgrm != null) {
      results.write(hgrm, BenchTable.hgrm(merged.of(MergedLogs.LATENCY)));
    }
    results.check();
  }

  private static List<String> lines(MergedLogs merged) {
    List<String> names = merged.names();
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-12s", "us"));
    names.forEach(name -> head.append(String.format(Locale.ROOT, "%14s", name)));
    List<String> lines = new ArrayList<>();
    lines.add(head.toString());
    List<Latencies> columns = names.stream().map(merged::of).map(Latencies::of).toList();
    StringBuilder counts = new StringBuilder(String.format(Locale.ROOT, "%-12s", "messages"));
    columns.forEach(column -> counts.append(String.format(Locale.ROOT, "%14d", column.count())));
    lines.add(counts.toString());
    lines.addAll(BenchTable.rows(columns));
    return lines;
  }

  private Map<String, Object> json(MergedLogs merged) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("files", files.stream().map(Path::toString).toList());
    for (String name : merged.names()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("messages", merged.of(name).getTotalCount());
      one.putAll(BenchJson.latencies(Latencies.of(merged.of(name))));
      all.put(name.replace('-', '_').replace(' ', '_') + "_us", one);
    }
    all.put("latency_histogram", HistogramText.write(merged.of(MergedLogs.LATENCY)));
    return all;
  }

  private Report page(MergedLogs merged) {
    List<String> names = merged.names();
    List<List<String>> rows = new ArrayList<>();
    List<Latencies> columns = names.stream().map(merged::of).map(Latencies::of).toList();
    for (int index = 0; index < Latencies.KEYS.size(); index++) {
      int place = index;
      List<String> row = new ArrayList<>(List.of(Latencies.KEYS.get(index).replace('_', '.')));
      columns.forEach(column -> row.add(BenchPage.time(column.percentiles().get(place))));
      rows.add(row);
    }
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(names);
    List<Fact> facts = new ArrayList<>();
    files.forEach(file -> facts.add(new Fact("log", String.valueOf(file.getFileName()))));
    BenchPage.machine(facts);
    return new Report(
        "echod bench merge",
        files.size() + " logs, added count for count.",
        List.of(),
        List.of(
            new Fact("messages", String.valueOf(columns.getFirst().count())),
            new Fact("p50", BenchPage.time(columns.getFirst().percentiles().get(0))),
            new Fact("p99", BenchPage.time(columns.getFirst().percentiles().get(3))),
            new Fact("max", BenchPage.time(columns.getFirst().max()))),
        List.of(
            new Series(
                MergedLogs.LATENCY,
                merged.of(MergedLogs.LATENCY),
                merged.find(IntervalLog.SERVICE_TIME),
                merged.slices())),
        List.of(new Table("Times", head, rows)),
        facts);
  }
}
