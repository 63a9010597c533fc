package io.echod.cli.serve;

import io.echod.cli.command.HasSettings;
import io.echod.cli.command.Version;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code echod config}: what {@code echod serve} would go by, and why. */
@Command(
    name = "config",
    header = {"Show every setting of serve, with its value and where it is from.", ""},
    description = {"", "Takes the options of serve, and serves nothing.", ""},
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {"", "Variables stand for options as for serve: ECHOD_PORT for --port, and so on."})
public final class Config implements Callable<Integer>, HasSettings {

  private Settings settings = Settings.DEFAULT;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public List<Setting<?>> table() {
    return ServerSettings.ALL;
  }

  @Override
  public void configure(Settings given) {
    settings = given;
  }

  @Override
  public Integer call() {
    // Contradictory settings are no more a configuration than unreadable ones.
    ServerOptions options = ServerOptions.of(settings);
    options.checkAgreement();
    settings = DescriptorCap.of(options).fit(settings);
    PrintWriter output = spec.commandLine().getOut();
    int nameLength = longest(table().stream().map(Setting::name).toList());
    int valueLength = longest(table().stream().map(this::value).toList());
    String line = "%-" + nameLength + "s  %-" + valueLength + "s  %s%n";
    for (Setting<?> setting : table()) {
      output.printf(line, setting.name(), value(setting), settings.source(setting));
    }
    output.flush();
    return 0;
  }

  private static int longest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(1);
  }

  private String value(Setting<?> setting) {
    String value = settings.print(setting);
    return value.isEmpty() ? "(none)" : value;
  }
}
