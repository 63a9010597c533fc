package io.echod.cli.serve;

import io.echod.cli.command.Deadline;
import io.echod.cli.command.HasSettings;
import io.echod.cli.command.KernelChooser;
import io.echod.cli.command.Signals;
import io.echod.cli.command.Version;
import io.echod.cli.output.LogSetup;
import io.echod.cli.output.StandardStreams;
import io.echod.cli.systemd.Notifier;
import io.echod.cli.systemd.SystemdSockets;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.server.EchoServer;
import io.echod.server.HandedSocket;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code echod serve}: the echo server, until a signal ends it. */
@Command(
    name = "serve",
    header = {"Serve: every byte a client sends comes back.", ""},
    description = {
      "",
      "SIGTERM and SIGINT stop it: it sends back what was received, and closes every",
      "connection. A second one ends it at once. SIGHUP: it reads settings,",
      "certificates and lists again. SIGUSR1: it logs its numbers.",
      ""
    },
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {
      "",
      "A variable of the environment stands for an option that is not given:",
      "ECHOD_PORT for --port, ECHOD_DRAIN_TIMEOUT for --drain-timeout, and so on;",
      "ECHOD_VERBOSE=2 for -vv."
    })
public final class Serve implements Callable<Integer>, HasSettings {

  private static final System.Logger LOG = System.getLogger("io.echod.server");

  private Settings settings = Settings.DEFAULT;

  @Override
  public List<Setting<?>> table() {
    return ServerSettings.ALL;
  }

  @Override
  public void configure(Settings given) {
    settings = given;
  }

  @Override
  public Integer call() throws Exception {
    return serve(settings);
  }

  public static int serve(Settings settings) throws IOException, InterruptedException {
    ServerOptions options = ServerOptions.of(settings);
    Map<String, String> variables = System.getenv();
    if (SystemdSockets.areThere(variables)) {
      options = options.withHanded(handed(settings, variables));
    }
    if (settings.get(ServerSettings.CHECK) > 0) {
      options.check();
      // A limit that a start would lower is reported here, too.
      DescriptorCap.of(options).fit(settings);
      System.out.println("ok");
      return 0;
    }
    // Made in any case, before anybody is let in: a log opens files to begin with, which it can't
    // once a flood of clients has taken every descriptor; and that is when it is wanted. The kernel
    // may take as long, so they are made side by side.
    Thread log = Thread.ofPlatform().daemon().start(LogSetup::prepare);
    if (settings.get(ServerSettings.VERBOSE) > 0) {
      options = options.withClientLog(new ClientLines());
    }
    if (settings.get(ServerSettings.VERBOSE) > 1) {
      System.Logger logger = System.getLogger("io.echod.trace");
      options = options.withTrace(line -> logger.log(Level.INFO, line));
    }
    Kernel.Factory kernels = KernelChooser.kernels(settings.get(ServerSettings.KERNEL));
    Deadline deadline = Deadline.prepare();
    log.join();
    DescriptorCap cap = DescriptorCap.of(options);
    options = options.withSettings(cap.fit(settings));
    EchoServer server = EchoServer.open(options, kernels);
    ServeReport report = new ServeReport(server, options);
    // Before anybody can know that it serves, and signal it.
    Optional<Notifier> systemd = notifier();
    Reload reload = new Reload(server, settings, cap, systemd);
    Signals.onStop(signal -> {
      systemd.ifPresent(Notifier::stopping);
      report.delaying(signal, reload.settings().get(ServerSettings.DRAIN_DELAY));
      deadline.begin(
          reload.settings().get(ServerSettings.DRAIN_TIMEOUT),
          () -> "the drain timeout is over, and a dispatcher is still busy: it is cut off");
      report.draining(signal, reload.settings().get(ServerSettings.DRAIN_TIMEOUT));
      server.drain();
    });
    Signals.onReport(report::numbers);
    Signals.onReload(reload::run);
    String announcement = announcement(server);
    report.started();
    // The first client is accepted after the log has written a line: classes and files of the log
    // that are not open yet can't be opened once clients have taken every descriptor.
    server.serve();
    System.out.print(announcement);
    System.out.flush();
    StandardStreams.outputProblem().ifPresent(problem -> LOG.log(Level.WARNING, problem));
    systemd.ifPresent(told -> {
      told.ready();
      told.keepAlive(report::isAlive);
    });
    server.await();
    report.ended();
    return 0;
  }

  /** The lines for standard output: URLs, and fingerprints of certificates made in memory. */
  private static String announcement(EchoServer server) {
    StringBuilder lines = new StringBuilder();
    server.urls().forEach(url -> lines.append("Listening on ").append(url).append('\n'));
    server
        .fingerprints()
        .forEach((url, print) ->
            lines
                .append("SHA-256 of the certificate of ")
                .append(url)
                .append(": ")
                .append(print)
                .append('\n'));
    return lines.toString();
  }

  /** They are looked at by a kernel that is gone by the time that they are used. */
  private static List<HandedSocket> handed(Settings settings, Map<String, String> variables)
      throws IOException {
    try (Kernel kernel = KernelChooser.kernels(settings.get(ServerSettings.KERNEL)).open()) {
      return SystemdSockets.find(variables, kernel);
    }
  }

  /** Elsewhere than under systemd nothing of it is loaded. */
  private static Optional<Notifier> notifier() {
    return System.getenv("NOTIFY_SOCKET") == null
        ? Optional.empty()
        : Notifier.find(System.getenv());
  }
}
