package io.echod.cli.bench;

import io.echod.cli.command.ResultFiles;
import io.echod.cli.command.Version;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echod bench compare}: results beside each other. */
@Command(
    name = "compare",
    header = {"Compare results of 'echod bench --json'.", ""},
    description = {
      "",
      "Prints the figures of each result beside those of the first, as a ratio with an",
      "interval of 95 %% confidence, and says 'no difference' where the interval",
      "includes 1, or the difference is less than 1 %%. The samples are the runs of",
      "--repeat, or the intervals of a single run.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {"", "Exit codes: 0 done, 2 bad usage, or a file that is no result."})
final class BenchCompare implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      arity = "2..*",
      description = "Results; the others are compared with the first.")
  private List<Path> files = List.of();

  @Mixin private SummaryFlags summary = new SummaryFlags();

  @Override
  public Integer call() throws IOException {
    try {
      summary.check();
      List<StoredResult> results = new ArrayList<>();
      for (Path file : files) {
        results.add(StoredResult.read(file, name(file)));
      }
      write(Comparison.of(results));
      return 0;
    } catch (BadValue wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /** Its last part alone, where that distinguishes it from the others. */
  private String name(Path file) {
    Path last = file.getFileName();
    long alike = files.stream().filter(other -> Objects.equals(other.getFileName(), last)).count();
    return String.valueOf(alike == 1 ? last : file);
  }

  private void write(Comparison comparison) throws IOException {
    ResultFiles results = new ResultFiles();
    summary.write(
        results,
        spec.commandLine().getOut(),
        lines(comparison),
        json(comparison),
        page(comparison));
    results.check();
  }

  private static List<String> lines(Comparison comparison) {
    List<String> lines = new ArrayList<>();
    comparison.results().forEach(result -> lines.add(result.name() + ": " + result.target()));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT, "%-28s%14s%14s%9s%9s  %s", "", "first", "this", "ratio", "+-", ""));
    for (Comparison.Row row : comparison.rows()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-28s%14s%14s%9.3f%9s  %s%s",
              row.figure(),
              number(row.base()),
              number(row.other()),
              row.ratio(),
              margin(row),
              row.verdict(),
              comparison.results().size() > 2 ? ", " + row.result().name() : ""));
    }
    List<String> warnings = comparison.warnings();
    if (!warnings.isEmpty()) {
      lines.add("");
      lines.addAll(warnings);
    }
    return lines;
  }

  private static String margin(Comparison.Row row) {
    return Double.isInfinite(row.margin()) ? "?" : String.format(Locale.ROOT, "%.3f", row.margin());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 1000 ? "%.0f" : "%.2f", value);
  }

  private static Map<String, Object> json(Comparison comparison) {
    List<Object> figures = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("figure", row.figure());
      one.put("result", row.result().name());
      one.put("first", row.base());
      one.put("this", row.other());
      one.put("ratio", row.ratio());
      one.put("margin", row.margin());
      one.put("samples", row.samples());
      one.put("different", row.isDifferent());
      figures.add(one);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("results", comparison.results().stream().map(StoredResult::name).toList());
    all.put("figures", figures);
    all.put("warnings", comparison.warnings());
    return all;
  }

  private static Report page(Comparison comparison) {
    List<Series> series = new ArrayList<>();
    List<Fact> facts = new ArrayList<>();
    for (StoredResult result : comparison.results()) {
      series.add(
          new Series(
              result.name(), result.latencies(), Optional.of(result.serviceTimes()), List.of()));
      facts.add(new Fact(result.name(), result.target()));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      rows.add(
          List.of(
              row.figure() + ", " + row.result().name(),
              number(row.base()),
              number(row.other()),
              String.format(Locale.ROOT, "%.3f", row.ratio()),
              margin(row),
              row.verdict()));
    }
    BenchPage.machine(facts);
    return new Report(
        "echod bench compare",
        "Each result beside the first, " + comparison.results().getFirst().name() + ".",
        comparison.warnings(),
        List.of(),
        series,
        List.of(
            new Table("Figures", List.of("", "first", "this", "ratio", "margin", "verdict"), rows)),
        facts);
  }
}
