package io.echod.cli.bench;

import io.echod.cli.command.Converters;
import io.echod.cli.command.Signals;
import io.echod.cli.command.Target;
import io.echod.cli.command.TlsFlags;
import io.echod.cli.command.Version;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.json.Json;
import io.echod.measure.ErrorKind;
import io.echod.measure.Latencies;
import io.echod.measure.ping.IdleSearch;
import io.echod.measure.ping.PingOptions;
import io.echod.measure.ping.Pinger;
import io.echod.measure.ping.UdpPing;
import io.echod.net.ConnectionOptions;
import io.echod.settings.SizeKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echod ping}: round trips to an echo server. */
@Command(
    name = "ping",
    header = {"Measure round trips to an echo server, like ping(8).", ""},
    description = {
      "",
      "Sends a message in every interval over one connection, verifies what comes",
      "back, and prints a line for each. The time to connect has its own line. Ctrl-C",
      "ends it with a summary.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {"", "Exit codes: 0 done, 1 nothing came back, 2 bad usage."})
public final class Ping implements Callable<Integer>, io.echod.measure.ping.Pinger.Listener {

  private static final Duration SILENCE_MAX = Duration.ofHours(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "URL",
      converter = Converters.TargetConverter.class,
      description = {
        "The server: tcp://HOST:PORT, tls://HOST:PORT,",
        "udp://HOST:PORT or unix:///PATH."
      })
  private @Nullable Target target;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "How many messages. Default: until Ctrl-C.")
  private int count;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "TIME",
      converter = Converters.PositiveTime.class,
      description = {"From one message to the next. Default: 1s."})
  private Duration interval = Duration.ofSeconds(1);

  @Option(
      names = {"-s", "--size"},
      paramLabel = "SIZE",
      converter = Size.class,
      description = {"Bytes of a message, up to 64k. Default: 64."})
  private int size = 64;

  @Option(
      names = {"-W", "--timeout"},
      paramLabel = "TIME",
      converter = Converters.PositiveTime.class,
      description = "How long to wait for an answer. Default: 5s.")
  private Duration timeout = Duration.ofSeconds(5);

  @Option(
      names = "--find-idle-timeout",
      description = {
        "Find how long a connection may be silent before the",
        "server, or something on the way, drops it: silences",
        "of --interval, twice as long, and so on up to 1h."
      })
  private boolean findIdleTimeout;

  @Mixin private TlsFlags tls = new TlsFlags();

  @Option(names = "--json", description = "Print the summary as JSON, and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Target url = target;
    if (url == null) {
      throw new ParameterException(
          spec.commandLine(), "which server? Give its URL, such as tcp://localhost:10234");
    }
    PingOptions options =
        new PingOptions(
            url.resolve(),
            ConnectionOptions.DEFAULT
                .withLingerTimeout(Duration.ofSeconds(1))
                .withLayers(tls.rehearsedLayers(url, timeout)),
            count,
            interval,
            size,
            timeout);
    if (findIdleTimeout) {
      return findIdleTimeout(url, options);
    }
    try (Dispatcher dispatcher = new Dispatcher(Kernels.best())) {
      Pinger ping =
          url.isUdp()
              ? udpPing(dispatcher, options)
              : new io.echod.measure.ping.Ping(dispatcher, options, 1, this);
      ping.start();
      onStop(dispatcher, ping::finish);
      dispatcher.monitor();
      summary(url, ping);
      return ping.received() > 0 ? 0 : 1;
    }
  }

  private static void onStop(Dispatcher dispatcher, Runnable finish) {
    Signals.onStop(_ -> {
      try {
        dispatcher.post(finish);
      } catch (RejectedExecutionException over) {
        // It has just ended by itself.
      }
    });
  }

  private int findIdleTimeout(Target url, PingOptions options) throws IOException {
    if (url.isUdp()) {
      throw new ParameterException(
          spec.commandLine(), "--find-idle-timeout is for connections, not for " + url);
    }
    IdleReport report = new IdleReport(spec.commandLine().getOut(), json);
    try (Dispatcher dispatcher = new Dispatcher(Kernels.best())) {
      IdleSearch search =
          new IdleSearch(
              dispatcher,
              options.address(),
              options.connection(),
              interval,
              interval.compareTo(SILENCE_MAX) > 0 ? interval : SILENCE_MAX,
              timeout,
              report);
      search.start();
      onStop(dispatcher, search::stop);
      dispatcher.monitor();
      report.finish(url.toString(), search);
      return 0;
    }
  }

  private Pinger udpPing(Dispatcher dispatcher, PingOptions options) {
    try {
      return new UdpPing(dispatcher, options, 1, this);
    } catch (IllegalArgumentException tooSmall) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(tooSmall.getMessage()), tooSmall);
    }
  }

  @Override
  public void connected(long connectNanos, long handshakeNanos) {
    String handshake =
        handshakeNanos == 0 ? "" : ", TLS handshake in " + time(handshakeNanos / 1e3);
    line("connected in " + time(connectNanos / 1e3) + handshake);
  }

  @Override
  public void answered(int number, int bytes, long nanos) {
    line(bytes + " bytes: seq=" + number + " time=" + time(nanos / 1e3));
  }

  @Override
  public void failed(int number, ErrorKind kind, String why) {
    line("seq=" + number + " " + kind.label() + ": " + TlsFlags.explain(why));
  }

  private void line(String text) {
    if (!json) {
      print(text);
    }
  }

  private void print(String line) {
    PrintWriter output = spec.commandLine().getOut();
    output.println(line);
    output.flush();
  }

  private void summary(Target url, Pinger ping) {
    Latencies trips = Latencies.of(ping.roundTrips());
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("target", url.toString());
      all.put("sent", ping.sent());
      all.put("received", ping.received());
      Map<String, Object> errors = new LinkedHashMap<>();
      ping.errors().forEach((kind, number) -> errors.put(kind.label(), number));
      all.put("errors", errors);
      all.put("rtt_us", BenchJson.latencies(trips));
      all.put("connect_us", BenchJson.latencies(Latencies.of(ping.connectTimes())));
      if (ping.handshakeTimes().getTotalCount() > 0) {
        all.put("handshake_us", BenchJson.latencies(Latencies.of(ping.handshakeTimes())));
      }
      print(Json.text(all));
      return;
    }
    double loss = ping.sent() == 0 ? 0 : 100.0 * (ping.sent() - ping.received()) / ping.sent();
    line(
        "--- %s: %d sent, %d received, %s %% loss"
            .formatted(url, ping.sent(), ping.received(), BenchTable.number(loss)));
    if (ping.received() > 0) {
      line(
          "rtt min/avg/max/mdev "
              + String.join(
                  "/",
                  time(trips.min()),
                  time(trips.mean()),
                  time(trips.max()),
                  time(trips.stdev())));
      line("rtt p50/p90/p99 " + String.join("/", time(trips, 0), time(trips, 2), time(trips, 3)));
    }
  }

  private static String time(Latencies trips, int index) {
    return time(trips.percentiles().get(index));
  }

  private static String time(double micros) {
    if (Double.isNaN(micros)) {
      return "-";
    }
    return micros < 1000
        ? String.format(Locale.ROOT, "%.0f us", micros)
        : String.format(Locale.ROOT, "%.3f ms", micros / 1000);
  }

  static final class Size implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return new SizeKind(1, 1 << 16).parse(text);
    }
  }
}
