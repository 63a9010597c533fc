package io.echod.cli.script;

import io.echod.cli.command.Deadline;
import io.echod.cli.command.KernelChooser;
import io.echod.cli.command.Signals;
import io.echod.scheme.Session;
import io.echod.scheme.SessionOptions;
import io.echod.scheme.live.Live;
import io.echod.scheme.live.SocketPrompt;
import io.echod.scheme.script.ScriptException;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A live session from its start to its end. */
public final class LiveRun {

  private final Settings settings;
  private final List<String> arguments;
  private final Map<String, String> variables;
  private Optional<Path> script = Optional.empty();
  private Optional<Path> socket = Optional.empty();

  LiveRun(Settings settings, List<String> arguments, Map<String, String> variables) {
    this.settings = settings;
    this.arguments = arguments;
    this.variables = variables;
  }

  void load(Path file) {
    script = Optional.of(file);
  }

  void listen(Path path) {
    socket = Optional.of(path);
  }

  /** Runs it to its end; returns the exit code. */
  int call() throws IOException {
    Deadline deadline = Deadline.prepare();
    try (Prompt prompt = prompt()) {
      SessionOptions options =
          new SessionOptions(
              prompt.output(),
              prompt::error,
              arguments,
              variables,
              false,
              settings.get(ServerSettings.BUSY_POLL));
      try (Session session =
          new Session(KernelChooser.kernels(settings.get(ServerSettings.KERNEL)), options)) {
        Live live = session.live();
        if (socket.isPresent()) {
          SocketPrompt.listen(live, socket.get());
        }
        Signals.onStop(_ -> Run.stop(session, deadline));
        prompt.start(session, live);
        int code = loaded(session, prompt) ? live.run() : 1;
        session.drain(Run.DRAIN_LIMIT);
        return code == 0 ? prompt.exitCode() : code;
      }
    }
  }

  @SuppressWarnings("SystemConsoleNull") // it does return null since JDK 25, as it did before 22
  private Prompt prompt() throws IOException {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? TerminalPrompt.open(variables)
        : new PipePrompt(System.in, socket.isPresent());
  }

  /** False where the script is wrong and there is no user to mend it. */
  private boolean loaded(Session session, Prompt prompt) {
    if (script.isEmpty()) {
      return true;
    }
    try {
      session.load(script.get());
      return true;
    } catch (ScriptException mistake) {
      prompt.error(String.valueOf(mistake.getMessage()));
      return prompt.isInteractive();
    }
  }
}
