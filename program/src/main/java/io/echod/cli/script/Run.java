package io.echod.cli.script;

import io.echod.cli.command.Deadline;
import io.echod.cli.command.HasSettings;
import io.echod.cli.command.KernelChooser;
import io.echod.cli.command.Signals;
import io.echod.cli.command.Version;
import io.echod.cli.command.Words;
import io.echod.cli.output.LogSetup;
import io.echod.cli.output.StandardStreams;
import io.echod.scheme.Session;
import io.echod.scheme.SessionOptions;
import io.echod.scheme.runtime.ScriptThread;
import io.echod.scheme.script.ScriptException;
import io.echod.scheme.script.ScriptFiles;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code echod run}: a network server written in Scheme. */
@Command(
    name = "run",
    header = {"Run a network server written in Scheme.", ""},
    description = {
      "",
      "SIGTERM, SIGINT and SIGHUP end it: waiting clients are answered, and queued",
      "bytes are written, within 5 s. A second SIGTERM or SIGINT ends it at once.",
      ""
    },
    versionProvider = Version.class,
    sortOptions = false)
public final class Run implements Callable<Integer>, HasSettings {

  /** How long a script that is asked to end may take, to write what is queued and for the rest. */
  static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

  /** How long a script that is cut off may take to hand over what it has displayed. */
  private static final Duration LAST_DELIVERY_LIMIT = Duration.ofMillis(200);

  private static final Duration MOMENT = Duration.ofMillis(20);

  private Consumer<String> errors = System.err::println;

  private Settings settings = Settings.DEFAULT;

  /** Called by picocli, once it has read the annotations. */
  @Spec
  void setSpec(CommandSpec spec) {
    errors = line -> spec.commandLine().getErr().println(line);
    // Words behind a script's name are the script's.
    spec.parser().stopAtPositional(true);
  }

  @Option(
      names = "--check",
      description = "Run nothing: only report what looks wrong in the script.")
  private boolean checkOnly;

  @Option(
      names = "--watch",
      description = "When the file is saved, take its definitions into the running server.")
  private boolean watch;

  @Parameters(
      index = "0",
      paramLabel = "FILE.scm",
      description = "The script; - for standard input.")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "ARG",
      arity = "0..*",
      description = "Arguments of the script, for (command-line).")
  private List<String> arguments = new ArrayList<>();

  /** For picocli, which sets the rest. */
  @SuppressWarnings("NullAway.Init")
  public Run() {}

  /** Runs a script, with no option. */
  public Run(Path file, List<String> arguments) {
    this.file = file;
    this.arguments = arguments;
  }

  @Override
  public List<Setting<?>> table() {
    return ServerSettings.WAITING;
  }

  @Override
  public void configure(Settings given) {
    settings = given;
  }

  @Override
  public Integer call() throws Exception {
    if (watch && file.equals(ScriptFiles.STANDARD_INPUT)) {
      throw new BadValue("--watch needs a file: standard input does not change");
    }
    return ScriptThread.call(this::run);
  }

  private int run() throws IOException {
    // Made beside Kawa, which takes longer: a log opens files to begin with, which it can't once
    // clients have taken every descriptor; and that is when it is wanted.
    Thread.ofPlatform().daemon().start(LogSetup::prepare);
    Deadline deadline = Deadline.prepare();
    SessionOptions options =
        new SessionOptions(
            StandardStreams.forScript(),
            System.err::println,
            arguments,
            System.getenv(),
            watch,
            settings.get(ServerSettings.BUSY_POLL));
    try (Session session =
        new Session(KernelChooser.kernels(settings.get(ServerSettings.KERNEL)), options)) {
      if (checkOnly) {
        session.check(file);
        return 0;
      }
      session.onEnding(code -> end(session, code));
      Signals.onStop(_ -> stop(session, deadline));
      session.connect(Signals::onScript, System.in);
      int code = load(session);
      session.drain(DRAIN_LIMIT);
      awaitReader(session);
      return code;
    } catch (ScriptException mistake) {
      return report(mistake);
    }
  }

  /** Asks the script to end; one that a callback holds is cut off. */
  static void stop(Session session, Deadline deadline) {
    deadline.begin(
        DRAIN_LIMIT,
        () -> {
          session.deliverDisplayed(LAST_DELIVERY_LIMIT);
          return "the script did not end within "
              + Words.time(DRAIN_LIMIT)
              + " and is cut off, at "
              + session.place();
        });
    session.stop();
  }

  /** Ends the process from within the script, wherever that is. */
  private static void end(Session session, int code) {
    session.drain(DRAIN_LIMIT);
    awaitReader(session);
    session.close();
    StandardStreams.exit(code);
  }

  /** A script that ends by itself waits for its reader, as programs do; a signal ends that. */
  private static void awaitReader(Session session) {
    while (!session.isStopped() && !StandardStreams.awaitReader(MOMENT)) {
      // Not yet.
    }
  }

  /** If it fails, everything that it has begun is brought to an end. */
  private int load(Session session) {
    try {
      int code = session.load(file);
      session.forgotten().ifPresent(note -> errors.accept(file + ": " + note));
      return code;
    } catch (ScriptException mistake) {
      return report(mistake);
    }
  }

  private int report(ScriptException mistake) {
    errors.accept(mistake.getMessage());
    return 1;
  }
}
