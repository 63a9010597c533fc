package io.echod.cli.script;

import io.echod.cli.command.HasSettings;
import io.echod.cli.command.Version;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.scheme.runtime.ScriptThread;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code echod repl}: a network server written in Scheme, live. */
@Command(
    name = "repl",
    header = {"Talk to a network server in Scheme while it runs.", ""},
    description = {
      "",
      "The dispatcher runs beside the prompt; functions defined anew are called",
      "from then on. Tab completes, Ctrl-C interrupts; Ctrl-D, (exit) and",
      "SIGTERM end it cleanly. Forms may also come from a pipe.",
      ""
    },
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Input is kept in $XDG_STATE_HOME/echod/history, or else in",
      "~/.local/state/echod/history."
    })
public final class Repl implements Callable<Integer>, HasSettings {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE.scm",
      description = "A script to load first.")
  private @Nullable Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "ARG",
      arity = "0..*",
      description = "Arguments, for (command-line).")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--listen",
      paramLabel = "unix:PATH",
      description = {
        "A prompt for others, too, at a Unix socket that",
        "only this user may open. The server goes on",
        "where standard input has ended."
      })
  private @Nullable Address listen;

  private Settings settings = Settings.DEFAULT;

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
    LiveRun run = new LiveRun(settings, arguments, System.getenv());
    if (file != null) {
      run.load(file);
    }
    if (listen != null) {
      run.listen(Path.of(listen.path()));
    }
    return ScriptThread.call(run::call);
  }

  /** Where prompts are served: {@code unix:PATH}, with the rights of its directory alone. */
  public static Address promptAddress(String text) {
    Address address = null;
    try {
      address = Address.parse(text);
    } catch (IllegalArgumentException wrong) {
      if (text.startsWith("unix:")) {
        throw new BadValue(Objects.requireNonNull(wrong.getMessage()));
      }
    }
    if (address == null
        || address.transport() != Transport.UNIX
        || !address.parameters().isEmpty()) {
      throw new BadValue(
          "'" + text + "' is not unix:PATH, and there is no prompt over the network");
    }
    return address;
  }
}
