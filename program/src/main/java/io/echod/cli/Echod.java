package io.echod.cli;

import io.echod.cli.bench.Bench;
import io.echod.cli.bench.Ping;
import io.echod.cli.command.HasSettings;
import io.echod.cli.command.Version;
import io.echod.cli.script.Repl;
import io.echod.cli.script.Run;
import io.echod.cli.serve.Config;
import io.echod.cli.serve.Serve;
import io.echod.cli.simulate.Simulate;
import io.echod.cli.verify.Verify;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code echod} by itself serves. */
@Command(
    name = "echod",
    header = {"An echo server: every byte a client sends comes back.", ""},
    description = {"", "Without a command it serves, with the options below.", ""},
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    commandListHeading = "%nCommands:%n",
    subcommands = {
      Serve.class,
      Config.class,
      Run.class,
      Repl.class,
      Bench.class,
      Ping.class,
      Verify.class,
      Simulate.class,
      HelpCommand.class
    },
    footer = {
      "",
      "A variable of the environment stands for an option that is not given:",
      "ECHOD_PORT for --port, ECHOD_DRAIN_TIMEOUT for --drain-timeout, and so on;",
      "ECHOD_VERBOSE=2 for -vv.",
      "",
      "Exit codes: 0 done, 1 it failed, 2 bad usage; bench and simulate have more."
    })
final class Echod implements Callable<Integer>, HasSettings {

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
    return Serve.serve(settings);
  }
}
