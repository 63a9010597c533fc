package io.echod.cli.bench;

import io.echod.cli.command.ResultFiles;
import io.echod.json.Json;
import io.echod.measure.report.HtmlPage;
import io.echod.measure.report.Report;
import io.echod.settings.BadValue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code compare} and {@code merge} that say what becomes of the result. */
final class SummaryFlags {

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON; - is standard output.")
  private String json = "";

  @Option(names = "--report", paramLabel = "FILE.html", description = "Write a page with charts.")
  private @Nullable Path report;

  /**
   * Checks that all can be written.
   *
   * @throws BadValue where a file has no folder, or is one
   */
  void check() {
    ResultFlags.checkFolder(ResultFlags.jsonFile(json));
    ResultFlags.checkFolder(report);
  }

  /** Prints the lines, or JSON in their place, and writes the files that are wanted. */
  void write(
      ResultFiles files,
      PrintWriter output,
      List<String> lines,
      Map<String, Object> values,
      Report page) {
    if (json.equals(ResultFlags.STANDARD_OUTPUT)) {
      output.println(Json.text(values));
    } else {
      lines.forEach(output::println);
    }
    output.flush();
    Path file = ResultFlags.jsonFile(json);
    if (file != null) {
      files.write(file, Json.text(values) + "\n");
    }
    if (report != null) {
      files.write(report, HtmlPage.of(page));
    }
  }
}
