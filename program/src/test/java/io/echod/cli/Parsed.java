package io.echod.cli;

import io.echod.cli.command.SettingOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** Settings of serve as picocli reads them. */
final class Parsed {

  private Parsed() {}

  static Settings of(Map<String, String> variables, String... words) {
    ParseResult parsed = Main.commandLine(variables).parseArgs(words);
    Settings given = SettingOptions.given(ServerSettings.ALL, parsed);
    return new Environment(variables).addTo(given, ServerSettings.ALL);
  }
}
