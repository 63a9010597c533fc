package io.echod.cli.verify;

import io.echod.cli.command.Converters;
import io.echod.cli.command.ResultFiles;
import io.echod.cli.command.Signals;
import io.echod.cli.command.Target;
import io.echod.cli.command.TlsFlags;
import io.echod.cli.command.Version;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.json.Json;
import io.echod.net.ConnectionOptions;
import io.echod.verify.Case;
import io.echod.verify.CaseResult;
import io.echod.verify.Cases;
import io.echod.verify.TlsCases;
import io.echod.verify.UdpCases;
import io.echod.verify.Verdict;
import io.echod.verify.Verification;
import io.echod.verify.VerifyOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echod verify}: whether an echo server behaves. */
@Command(
    name = "verify",
    header = {"Test whether an echo server behaves as it should.", ""},
    description = {
      "",
      "Runs one case after another and prints a verdict for each: pass, fail, warn",
      "where common sense expects otherwise and no standard demands it, or skip.",
      "Servers that are not on this machine are tested gently: few connections, few",
      "bytes.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {"", "Exit codes: 0 no case failed, 1 one did, or it was interrupted, 2 bad usage."})
public final class Verify implements Callable<Integer> {

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

  @Option(
      names = "--only",
      paramLabel = "NAME[,NAME]",
      split = ",",
      description = "Only these cases.")
  private List<String> only = List.of();

  @Option(
      names = "--skip",
      paramLabel = "NAME[,NAME]",
      split = ",",
      description = "All but these cases.")
  private List<String> skip = List.of();

  @Option(names = "--list", description = "Print the cases and what they expect.")
  private boolean list;

  @Option(names = "--gentle", description = "Few connections and bytes.")
  private boolean gentle;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      converter = Converters.PositiveTime.class,
      description = {"How long a server may do nothing before a case is", "decided. Default: 3s."})
  private Duration patience = Duration.ofSeconds(3);

  @Mixin private TlsFlags tls = new TlsFlags();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results as JSON; - is standard output.")
  private String json = "";

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  private @Nullable Path junit;

  /** Cases were left out, and their verdicts are unknown. */
  private boolean isCutShort;

  @Override
  public Integer call() throws IOException {
    List<Case> cases = cases();
    if (list) {
      cases.forEach(
          one -> print("%-30s %s (%s)".formatted(one.name(), one.expected(), one.source())));
      return 0;
    }
    Target url = target;
    if (url == null) {
      throw wrong("which server? Give its URL, such as tcp://localhost:10234");
    }
    List<CaseResult> results = run(url, cases);
    report(url, results);
    boolean failed = results.stream().anyMatch(result -> result.verdict() == Verdict.FAIL);
    return failed || isCutShort ? 1 : 0;
  }

  /** Those for the server's transport; of no server, all there are. */
  private List<Case> all() {
    Target url = target;
    if (url == null) {
      return joined(joined(Cases.STREAM, Cases.TCP), joined(TlsCases.ALL, UdpCases.ALL));
    }
    return switch (url.address().transport()) {
      case TCP -> joined(Cases.STREAM, Cases.TCP);
      case TLS -> joined(Cases.STREAM, TlsCases.ALL);
      case UDP -> UdpCases.ALL;
      case UNIX -> Cases.STREAM;
    };
  }

  private static List<Case> joined(List<Case> first, List<Case> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private List<Case> cases() {
    List<Case> all = all();
    List<String> known = all.stream().map(Case::name).toList();
    for (List<String> names : List.of(only, skip)) {
      for (String name : names) {
        if (!known.contains(name)) {
          throw wrong("'" + name + "' is not a case; --list prints them");
        }
      }
    }
    return all.stream()
        .filter(one -> (only.isEmpty() || only.contains(one.name())) && !skip.contains(one.name()))
        .toList();
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private List<CaseResult> run(Target url, List<Case> cases) throws IOException {
    SocketAddress address = url.resolve();
    VerifyOptions options =
        new VerifyOptions(
            address,
            ConnectionOptions.DEFAULT
                .withLingerTimeout(Duration.ofSeconds(1))
                .withConnectTimeout(patience)
                .withLayers(tls.layers(url, patience)),
            gentle || !Target.isLocal(address),
            patience,
            tls.target(url, patience));
    try (Dispatcher dispatcher = new Dispatcher(Kernels.best())) {
      Verification verification = new Verification(dispatcher, options, cases, this::printResult);
      verification.start();
      Signals.onStop(_ -> {
        try {
          dispatcher.post(verification::stop);
        } catch (RejectedExecutionException over) {
          // It has just ended by itself.
        }
      });
      dispatcher.monitor();
      isCutShort = verification.isCutShort();
      return verification.results();
    }
  }

  private void printResult(CaseResult result) {
    if (!json.equals("-")) {
      print(VerifyReport.line(result));
      VerifyReport.more(result).forEach(this::print);
    }
  }

  private void report(Target url, List<CaseResult> results) throws IOException {
    if (!json.equals("-")) {
      print(VerifyReport.summary(results));
    }
    ResultFiles files = new ResultFiles();
    if (!json.isEmpty()) {
      String text = Json.text(VerifyReport.json(url.toString(), results));
      if (json.equals("-")) {
        print(text);
      } else {
        files.write(Path.of(json), text + "\n");
      }
    }
    if (junit != null) {
      files.write(junit, VerifyReport.junit(url.toString(), results));
    }
    files.check();
  }

  private void print(String line) {
    PrintWriter output = spec.commandLine().getOut();
    output.println(line);
    output.flush();
  }
}
