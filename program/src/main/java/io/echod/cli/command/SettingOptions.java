package io.echod.cli.command;

import io.echod.settings.Given;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of picocli that stand for settings. */
public final class SettingOptions {

  /** The width that fits beside the options in less than 80 columns. */
  private static final int LINE_LENGTH = 50;

  private SettingOptions() {}

  /** Gives a command an option for each setting. */
  public static void add(List<Setting<?>> table, CommandSpec command) {
    table.forEach(setting -> command.addOption(option(setting)));
  }

  private static OptionSpec option(Setting<?> setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flags().toArray(String[]::new)).description(lines(setting));
    if (setting.kind().isFlag()) {
      // As many elements as there are flags.
      return option.type(boolean[].class).arity("0").build();
    }
    option
        .paramLabel(setting.kind().label())
        .arity("1")
        .converters(text -> Given.parse(setting, text));
    return setting.kind().isRepeatable()
        ? option.type(List.class).auxiliaryTypes(Given.class).build()
        : option.type(Given.class).build();
  }

  /** Text and default, in lines that picocli need not wrap, which would indent the second. */
  private static String[] lines(Setting<?> setting) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : setting.text().split(" ", -1)) {
      append(lines, line, word);
    }
    if (!setting.defaultWords().isEmpty()) {
      append(lines, line, "Default: " + setting.defaultWords() + ".");
    }
    lines.add(line.toString());
    // A percent sign would be a format's.
    return lines.stream().map(each -> each.replace("%", "%%")).toArray(String[]::new);
  }

  private static void append(List<String> lines, StringBuilder line, String word) {
    if (line.length() + 1 + word.length() > LINE_LENGTH) {
      lines.add(line.toString());
      line.setLength(0);
    }
    line.append(line.isEmpty() ? "" : " ").append(word);
  }

  /** The settings of the command line. */
  public static Settings given(List<Setting<?>> table, ParseResult parsed) {
    Settings settings = Settings.DEFAULT;
    for (Setting<?> setting : table) {
      if (parsed.hasMatchedOption(setting.flag())) {
        for (Given<?> given : values(setting, parsed.matchedOption(setting.flag()).getValue())) {
          settings = settings.add(given, Origin.FLAG);
        }
      }
    }
    return settings;
  }

  private static List<Given<?>> values(Setting<?> setting, Object value) {
    List<Given<?>> values = new ArrayList<>();
    switch (value) {
      case Given<?> one -> values.add(one);
      case List<?> several -> several.forEach(each -> values.add((Given<?>) each));
      case boolean[] flags -> {
        // One that is off, as in --check=false, is given, too: it goes before a variable.
        for (boolean flag : flags) {
          values.add(Given.parse(setting, Boolean.toString(flag)));
        }
      }
      default -> throw new IllegalStateException(setting + " has got " + value);
    }
    return values;
  }
}
