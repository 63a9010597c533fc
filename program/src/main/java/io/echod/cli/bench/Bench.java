package io.echod.cli.bench;

import io.echod.cli.command.Converters;
import io.echod.cli.command.ProgressLine;
import io.echod.cli.command.Signals;
import io.echod.cli.command.Target;
import io.echod.cli.command.TlsFlags;
import io.echod.cli.command.Version;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.json.Json;
import io.echod.measure.load.Load;
import io.echod.measure.load.LoadOptions;
import io.echod.measure.load.LoadResult;
import io.echod.measure.load.Schedule;
import io.echod.measure.load.Shape;
import io.echod.measure.load.Span;
import io.echod.measure.load.Usage;
import io.echod.net.ConnectionOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.HdrHistogram.HistogramLogWriter;
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
    footer = {
      "",
      "Exit codes: 0 done, 1 it failed, or not a single message was answered, 2 bad",
      "usage, 99 a threshold of --fail-if was missed."
    })
public final class Bench implements Callable<Integer> {

  /** The exit code of a missed threshold. */
  public static final int MISSED = 99;

  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "URL",
      converter = Converters.TargetConverter.class,
      description = {"The server: tcp://HOST:PORT, tls://HOST:PORT,", "udp://HOST:PORT or unix:///PATH."})
  private @Nullable Target target;

  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Connections. Default: 50.")
  private int connections = 50;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "SIZE",
      converter = Converters.SizesConverter.class,
      description = {
        "Bytes of a message, such as 64, 16k, or a range",
        "such as 1..64k. Default: 64."
      })
  private Converters.Sizes size = new Converters.Sizes(64, 64);

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      converter = Converters.PositiveTime.class,
      description = "How long to measure. Default: 10s.")
  private @Nullable Duration duration;

  @Option(
      names = {"-n", "--messages"},
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Measure so many messages instead of a time.")
  private int messages;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "N/s",
      converter = Converters.Rate.class,
      description = {"Messages per second in all, by a schedule.", "Default: a closed loop."})
  private double rate;

  @Option(
      names = "--arrival",
      paramLabel = "KIND",
      description = {"The gaps of the schedule: uniform (default) or", "poisson (exponential)."})
  private String arrival = "uniform";

  @Option(
      names = "--pipeline",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = {"Messages in flight on each connection.", "Default: 1."})
  private int pipeline = 1;

  @Option(names = "--reconnect", description = "A new connection for each message.")
  private boolean reconnect;

  @Option(
      names = "--connect-rate",
      paramLabel = "N/s",
      converter = Converters.Rate.class,
      description = {"New connections per second at the start.", "Default: all at once."})
  private double connectRate;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      converter = Converters.Time.class,
      description = "Time before, which is dropped. Default: 1s.")
  private Duration warmup = Duration.ofSeconds(1);

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Threads of the generator. Default: 1.")
  private int threads = 1;

  @Option(
      names = "--fail-if",
      paramLabel = "CONDITION",
      converter = Threshold.Converter.class,
      description = {
        "Exit with 99 where it holds, such as 'p99>2ms',",
        "'errors>0', 'rate<1000/s'. Repeatable."
      })
  private List<Threshold> failIf = List.of();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = Converters.PositiveTime.class,
      description = "Print a line so often while it runs.")
  private @Nullable Duration interval;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON; - is standard output.")
  private String json = "";

  @Option(
      names = "--hlog",
      paramLabel = "FILE",
      description = {"Write a histogram for each interval, in the log", "format of HdrHistogram."})
  private @Nullable Path hlog;

  @Mixin private TlsFlags tls = new TlsFlags();

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description = {"Of payloads, sizes and schedule.", "Default: 1."})
  private long seed = 1;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Target url = checkedTarget();
    LoadOptions options = options(url);
    boolean onlyJson = json.equals("-");
    PrintWriter output = spec.commandLine().getOut();
    if (!onlyJson) {
      print(output, BenchTable.head(url.toString(), options));
    }
    LoadResult result = run(options, onlyJson);
    if (!json.isEmpty()) {
      writeJson(Json.text(BenchJson.of(url.toString(), result, Version.nameAndNumber(), words())));
    }
    if (!onlyJson) {
      print(output, BenchTable.of(result));
    }
    return exitCode(result);
  }

  private Target checkedTarget() {
    if (!arrival.equals("uniform") && !arrival.equals("poisson")) {
      throw wrong("--arrival: '" + arrival + "' is not uniform or poisson");
    }
    if (duration != null && messages > 0) {
      throw wrong("--duration and --messages exclude each other");
    }
    if (rate == 0 && arrival.equals("poisson")) {
      throw wrong("--arrival is for a schedule: give --rate, too");
    }
    if (target == null) {
      throw wrong("which server? Give its URL, such as tcp://localhost:10234");
    }
    return target;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private LoadOptions options(Target url) throws IOException {
    try {
      return new LoadOptions(
          url.resolve(),
          ConnectionOptions.DEFAULT
              .withLingerTimeout(LINGER)
              .withLayers(tls.layers(url, HANDSHAKE_TIMEOUT)),
          new Shape(connections, size.least(), size.most(), pipeline, reconnect),
          new Schedule(rate, arrival.equals("poisson"), connectRate),
          new Span(
              warmup,
              duration == null ? Duration.ofSeconds(10) : duration,
              messages,
              Duration.ofSeconds(5),
              interval == null ? Duration.ofSeconds(1) : interval),
          threads,
          seed,
          url.isUdp());
    } catch (IllegalArgumentException outOfRange) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(outOfRange.getMessage()), outOfRange);
    }
  }

  private LoadResult run(LoadOptions options, boolean onlyJson)
      throws IOException, InterruptedException {
    PrintWriter errors = spec.commandLine().getErr();
    try (ProgressLine progress = ProgressLine.on(errors, Clock.systemUTC());
        PrintStream log = hlog == null ? null : logStream(hlog)) {
      PrintWriter lines = onlyJson ? errors : spec.commandLine().getOut();
      Reporter reporter =
          new Reporter(
              options,
              progress,
              interval == null ? Optional.empty() : Optional.of(lines),
              Optional.ofNullable(log).map(Bench::logWriter));
      Load load = new Load(Kernels.bestFactory(), options, Usage.ofThisProcess(), reporter);
      Signals.onStop(_ -> load.stop());
      return load.run();
    }
  }

  private static PrintStream logStream(Path file) throws IOException {
    return new PrintStream(Files.newOutputStream(file), false, StandardCharsets.US_ASCII);
  }

  private static HistogramLogWriter logWriter(PrintStream log) {
    HistogramLogWriter writer = new HistogramLogWriter(log);
    writer.outputLogFormatVersion();
    writer.outputComment("[latencies in nanoseconds, from the intended time of sending]");
    writer.outputStartTime(Clock.systemUTC().millis());
    writer.outputLegend();
    return writer;
  }

  private void writeJson(String text) throws IOException {
    if (json.equals("-")) {
      print(spec.commandLine().getOut(), List.of(text));
    } else {
      Files.writeString(Path.of(json), text + "\n");
    }
  }

  private List<String> words() {
    return spec.root().commandLine().getParseResult().originalArgs();
  }

  private int exitCode(LoadResult result) {
    PrintWriter errors = spec.commandLine().getErr();
    boolean missed = false;
    for (Threshold threshold : failIf) {
      if (threshold.isMissed(result)) {
        missed = true;
        errors.println("echod: missed " + threshold.told(result));
      }
    }
    return missed ? MISSED : result.messages() == 0 ? 1 : 0;
  }

  private static void print(PrintWriter output, List<String> lines) {
    lines.forEach(output::println);
    output.flush();
  }
}
