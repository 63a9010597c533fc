package io.echod.cli.config;

import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.FileKind;
import io.echod.settings.Given;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Similar;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/**
 * A file of settings (TOML 1.0): the names of the flags as keys, and listeners as {@code
 * [[listener]]}. Strict: each key must be a setting, and each value in its range; all mistakes are
 * told together, each with file, line, column and key.
 */
public final class ConfigFile {

  /** The key of the listeners. */
  static final String LISTENER = "listener";

  private final Path file;
  private final List<String> mistakes = new ArrayList<>();

  private ConfigFile(Path file) {
    this.file = file;
  }

  /**
   * Adds what the file says that {@code --config} names, where it names one, to what flags and
   * variables say, which go before it.
   *
   * @throws BadValue with a line for each mistake
   */
  public static Settings addTo(Settings given, List<Setting<?>> table) {
    Path file = given.get(ServerSettings.CONFIG);
    return file.equals(FileKind.NONE) ? given : new ConfigFile(file).read(given, table);
  }

  private Settings read(Settings given, List<Setting<?>> table) {
    TomlParseResult toml = Toml.parse(text());
    toml.errors()
        .forEach(error -> mistakes.add(place(error.position()) + ": " + error.getMessage()));
    Settings settings = given;
    if (mistakes.isEmpty()) {
      for (String key : toml.keySet()) {
        settings = add(settings, given, table, toml, key);
      }
    }
    if (!mistakes.isEmpty()) {
      throw new BadValue(String.join("\n", mistakes));
    }
    return settings;
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw new BadValue("--config: " + file + " does not exist");
    } catch (AccessDeniedException denied) {
      throw new BadValue("--config: this user can't read " + file);
    } catch (IOException failure) {
      throw new BadValue("--config: can't read " + file + ": " + failure.getMessage());
    }
  }

  /** Such as {@code echod.toml, line 3, column 1}. */
  private String place(TomlPosition position) {
    return file + ", line " + position.line() + ", column " + position.column();
  }

  private Settings add(
      Settings settings, Settings given, List<Setting<?>> table, TomlParseResult toml, String key) {
    List<String> path = List.of(key);
    TomlPosition position = toml.inputPositionOf(path);
    Object value = toml.get(path);
    String place = position == null ? file.toString() : place(position);
    if (value == null) {
      return settings;
    }
    if (key.equals(LISTENER)) {
      Listeners listeners = new Listeners(mistakes, this::place);
      return listeners.addTo(settings, given, value, toml.contains(List.of("listen")), place);
    }
    for (Setting<?> setting : table) {
      if (setting.name().equals(key)) {
        if (setting == ServerSettings.CONFIG || setting == ServerSettings.CHECK) {
          mistakes.add(place + ": " + key + ": is a flag, and not for files; take it out");
          return settings;
        }
        return add(settings, given, setting, value, place);
      }
    }
    mistakes.add(place + ": " + key + ": there is no such setting" + meant(key, table));
    return settings;
  }

  private static String meant(String key, List<Setting<?>> table) {
    List<String> names = new ArrayList<>(table.stream().map(Setting::name).toList());
    names.add(LISTENER);
    return Similar.to(key, names)
        .map(name -> "; did you mean " + name + "?")
        .orElse("; 'echod config' tells all of them");
  }

  /** Every value is checked, also one that a flag takes the place of. */
  private <T> Settings add(
      Settings settings, Settings given, Setting<T> setting, Object value, String place) {
    try {
      Given<T> read = null;
      if (setting.equals(ServerSettings.FAULT) && FaultTables.areThere(value)) {
        int before = mistakes.size();
        String specs = new FaultTables(mistakes, this::place).text(value, place);
        read = mistakes.size() > before ? null : Given.parse(setting, specs);
        return read == null || given.isGiven(setting)
            ? settings
            : settings.addFromFile(read, place);
      }
      for (String text : Values.texts(setting.kind(), value)) {
        Given<T> next = Given.parse(setting, text);
        read =
            read == null
                ? next
                : new Given<>(setting, setting.kind().join(read.value(), next.value()));
      }
      return read == null || given.isGiven(setting) ? settings : settings.addFromFile(read, place);
    } catch (BadValue wrong) {
      mistakes.add(place + ": " + setting + ": " + wrong.getMessage());
      return settings;
    }
  }
}
