package io.echod.cli.bench;

import io.echod.cli.command.Converters;
import io.echod.cli.command.ResultFiles;
import io.echod.cli.command.Target;
import io.echod.cli.command.Version;
import io.echod.json.Json;
import io.echod.measure.load.LoadResult;
import io.echod.measure.load.MaxSearch;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.report.BenchRun;
import io.echod.measure.report.HtmlPage;
import io.echod.settings.BadValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echod bench}: load on an echo server. */
@Command(
    name = "bench",
    header = {"Measure the throughput and latency of an echo server.", ""},
    description = {
      "",
      "Every byte that comes back is verified. With --rate, messages leave by a",
      "schedule, and latency counts from the time on it: a server that stalls delays",
      "all that was to be sent meanwhile, as it does to its users. Without, each",
      "connection sends when its answer has come. A run in which the generator itself",
      "was the bottleneck is called invalid.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    subcommands = {BenchCompare.class, BenchMerge.class},
    footer = {
      "",
      "Exit codes: 0 done, 1 it failed, other bytes came back than were sent, or not",
      "a single message was answered, 2 bad usage, 99 a threshold of --fail-if was",
      "missed, or --abort-if has ended it."
    })
public final class Bench implements Callable<Integer> {

  /** The exit code of a missed threshold. */
  public static final int MISSED = 99;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "URL",
      arity = "0..1",
      converter = Converters.TargetConverter.class,
      description = {
        "The server: tcp://HOST:PORT, tls://HOST:PORT,",
        "udp://HOST:PORT or unix:///PATH."
      })
  private @Nullable Target target;

  @Mixin private LoadFlags loadFlags = new LoadFlags();

  @Option(
      names = "--find-max",
      paramLabel = "CONDITION",
      converter = Threshold.Converter.class,
      description = {
        "Find the highest rate at which it holds, such as",
        "'p99<5ms', and confirm it by a run of --duration."
      })
  private @Nullable Threshold findMax;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Run it so often, and print the spread.")
  private int repeat = 1;

  @Mixin private ResultFlags resultFlags = new ResultFlags();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      Target url = checkedTarget();
      LoadOptions options = loadFlags.options(url, resultFlags.interval());
      resultFlags.check();
      return findMax == null ? measure(url, options) : search(url, options, findMax);
    } catch (BadValue wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private Target checkedTarget() {
    if (target == null) {
      throw new BadValue("which server? Give its URL, such as tcp://localhost:10234");
    }
    if (findMax != null && (findMax.isAbove() || findMax.figure().equals("rate"))) {
      throw new BadValue("--find-max takes the most that a figure may be, such as p99<5ms");
    }
    if (findMax != null && (loadFlags.hasRate() || loadFlags.hasMessages() || repeat > 1)) {
      throw new BadValue("--find-max chooses the rate: leave out --rate, --messages and --repeat");
    }
    return target;
  }

  private int measure(Target url, LoadOptions options) throws IOException, InterruptedException {
    say(BenchTable.head(url.toString(), options));
    List<BenchRun> runs = new ArrayList<>();
    IOException failure = null;
    try (BenchRunner runner = runner()) {
      while (runs.size() < repeat && (runs.isEmpty() || !runner.isStopped())) {
        try {
          runs.add(runner.run(options, true));
        } catch (IOException failed) {
          if (runs.isEmpty()) {
            throw failed;
          }
          failure = failed;
          break;
        }
        if (repeat > 1) {
          say(List.of("run " + runs.size() + ": " + BenchTable.line(runs.getLast())));
        }
      }
      BenchRun all = BenchRun.pooled(runs);
      say(BenchTable.of(all));
      say(BenchTable.spread(runs));
      BenchDocument document = new BenchDocument(url.toString(), words(), runs);
      write(document, BenchJson.of(document));
      int code = exitCode(all.result(), runner);
      if (failure != null) {
        errors().println("echod: run " + (runs.size() + 1) + " failed: " + failure.getMessage());
        errors().flush();
        return 1;
      }
      return code;
    }
  }

  private int search(Target url, LoadOptions options, Threshold condition)
      throws IOException, InterruptedException {
    say(List.of("Searching the highest rate at which " + condition.text() + " holds at " + url));
    try (BenchRunner runner = runner()) {
      List<BenchRun> runs = new ArrayList<>();
      MaxSearch search =
          new MaxSearch(
              (rate, isConfirmation) -> {
                LoadOptions own = SearchSpan.of(options, rate, isConfirmation);
                // If several were to confirm a rate, the last one has.
                runner.forgetLog();
                BenchRun run = runner.run(own, isConfirmation);
                runs.add(run);
                if (runner.isStopped()) {
                  throw new InterruptedException();
                }
                return run.result();
              },
              condition::objection,
              probe -> say(List.of(BenchTable.probe(probe, condition))));
      MaxSearch.Outcome found;
      try {
        found = search.run();
      } catch (InterruptedException stopped) {
        return unfinished(runner);
      }
      if (found.confirmed().isEmpty()) {
        boolean isTooShort =
            found.probes().stream().anyMatch(probe -> probe.objection().equals(Threshold.TOO_FEW));
        errors()
            .println(
                "echod: no rate was found at which "
                    + condition.text()
                    + " holds"
                    + (isTooShort ? ": " + Threshold.TOO_FEW : ""));
        return 1;
      }
      BenchRun confirmed = runs.getLast();
      say(BenchTable.found(found, condition));
      say(BenchTable.of(confirmed));
      BenchDocument document = new BenchDocument(url.toString(), words(), List.of(confirmed));
      write(document, BenchJson.ofSearch(document, condition.text(), found));
      return exitCode(confirmed.result(), runner);
    }
  }

  /** A signal or a condition has ended a search. */
  private int unfinished(BenchRunner runner) {
    errors()
        .println(
            "echod: the search was ended before a rate was confirmed"
                + runner.aborted().map(why -> ", by --abort-if " + why).orElse(""));
    errors().flush();
    return runner.aborted().isPresent() ? MISSED : 1;
  }

  private BenchRunner runner() throws IOException {
    return new BenchRunner(resultFlags, spec.commandLine().getOut(), errors());
  }

  private void write(BenchDocument document, Object json) throws IOException {
    ResultFiles files = new ResultFiles();
    if (!resultFlags.json().isEmpty()) {
      String text = Json.text(json);
      if (resultFlags.isOnlyJson()) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
      } else {
        files.write(Path.of(resultFlags.json()), text + "\n");
      }
    }
    if (resultFlags.hgrm().isPresent()) {
      files.write(
          resultFlags.hgrm().get(), BenchTable.hgrm(document.pooled().result().latencies()));
    }
    if (resultFlags.report().isPresent()) {
      files.write(resultFlags.report().get(), HtmlPage.of(BenchPage.of(document)));
    }
    files.check();
  }

  private List<String> words() {
    return spec.root().commandLine().getParseResult().originalArgs();
  }

  private int exitCode(LoadResult result, BenchRunner runner) {
    boolean missed = runner.aborted().isPresent();
    runner.aborted().ifPresent(why -> errors().println("echod: ended by --abort-if " + why));
    for (Threshold threshold : resultFlags.failIf()) {
      if (threshold.mayHold(result)) {
        missed = true;
        errors().println("echod: missed " + threshold.describe(threshold.of(result)));
      }
    }
    // A server that sends other bytes back is no echo server, however fast it is.
    boolean isWrong = !result.firstMismatch().isEmpty();
    if (isWrong) {
      errors().println("echod: other bytes came back than were sent: " + result.firstMismatch());
    }
    errors().flush();
    return missed ? MISSED : isWrong || result.messages() == 0 ? 1 : 0;
  }

  private PrintWriter errors() {
    return spec.commandLine().getErr();
  }

  /** Prints for people, unless standard output is for JSON. */
  private void say(List<String> lines) {
    if (!resultFlags.isOnlyJson()) {
      PrintWriter output = spec.commandLine().getOut();
      lines.forEach(output::println);
      output.flush();
    }
  }
}
