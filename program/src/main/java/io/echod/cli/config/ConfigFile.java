package io.echod.cli.config;

import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.FileKind;
import io.echod.settings.Given;
import io.echod.settings.Kind;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Similar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/**
 * A file of settings (TOML 1.0): the names of the flags as keys, and listeners as {@code
 * [[listener]]}. Strict: each key must be a setting, and each value in its range; all mistakes are
 * reported together, each with file, line, column and key.
 */
public final class ConfigFile {

  /** Far more than settings take; a device may have no end. */
  private static final int BYTES_MAX = 16 << 20;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** A line that begins with a key, as TOML writes one that needs no quotes. */
  private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z0-9_.-]+)\\s*=.*");

  /** The key of the listeners. */
  static final String LISTENER = "listener";

  private final Path file;

  /** How the user names it: {@code --config}, or its variable. */
  private final String source;

  private final List<String> mistakes = new ArrayList<>();

  private ConfigFile(Path file, String source) {
    this.file = file;
    this.source = source;
  }

  /**
   * Adds what the file says that {@code --config} names, where it names one, to what flags and
   * variables say, which go before it.
   *
   * @throws BadValue with a line for each mistake
   */
  public static Settings addTo(Settings given, List<Setting<?>> table) {
    Path file = given.get(ServerSettings.CONFIG);
    return file.equals(FileKind.NONE)
        ? given
        : new ConfigFile(file, given.source(ServerSettings.CONFIG)).read(given, table);
  }

  /** Whether it can be read more than once: not where it is a pipe or a device. */
  public static boolean isRereadable(Path file) {
    return !Files.exists(file) || Files.isRegularFile(file) || Files.isDirectory(file);
  }

  private Settings read(Settings given, List<Setting<?>> table) {
    String text = text();
    TomlParseResult toml = parse(text);
    toml.errors()
        .forEach(error -> mistakes.add(place(error.position()) + ": " + words(error, text)));
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

  /** The parser calls itself for each bracket that is open. */
  private TomlParseResult parse(String text) {
    try {
      return Toml.parse(text);
    } catch (StackOverflowError tooDeep) {
      throw new BadValue(
          source
              + ": "
              + file
              + " has arrays or tables within each other, too many to be read; settings need two");
    }
  }

  /** The parser's message about a value does not say which key it belongs to. */
  private static String words(TomlParseError error, String text) {
    String message = String.valueOf(error.getMessage());
    String line = text.lines().skip(error.position().line() - 1L).findFirst().orElse("");
    Matcher key = KEY.matcher(line);
    return key.matches() && !message.startsWith(key.group(1))
        ? key.group(1) + ": " + message
        : message;
  }

  private String text() {
    byte[] bytes = bytes();
    if (bytes.length > BYTES_MAX) {
      throw new BadValue(source + ": " + file + " has more than 16 MiB; name a file of settings");
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    if (decoder.decode(rest, text, true).isError()) {
      String before = text.flip().toString();
      int line = (int) before.chars().filter(unit -> unit == '\n').count() + 1;
      int column = before.length() - before.lastIndexOf('\n');
      throw new BadValue(
          place(TomlPosition.positionAt(line, column))
              + ": a byte that is not UTF-8; write the file in UTF-8");
    }
    String decoded = text.flip().toString();
    // Some editors put one in front of UTF-8, which has no order of bytes.
    return decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded;
  }

  private byte[] bytes() {
    try (InputStream input = Files.newInputStream(file)) {
      return input.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException missing) {
      throw new BadValue(source + ": " + file + " does not exist");
    } catch (AccessDeniedException denied) {
      throw new BadValue(source + ": this user can't read " + file);
    } catch (IOException failure) {
      throw new BadValue(source + ": can't read " + file + ": " + failure.getMessage());
    }
  }

  /** For example {@code echod.toml, line 3, column 1}. */
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
    String name = key.isBlank() ? "'" + key + "'" : key;
    mistakes.add(place + ": " + name + ": there is no such setting" + meant(key, table));
    return settings;
  }

  private static String meant(String key, List<Setting<?>> table) {
    List<String> names = new ArrayList<>(table.stream().map(Setting::name).toList());
    names.add(LISTENER);
    return Similar.to(key, names)
        .map(name -> "; did you mean " + name + "?")
        .orElse("; 'echod config' prints all of them");
  }

  /** Every value is checked, also one that a flag takes the place of. */
  private <T> Settings add(
      Settings settings, Settings given, Setting<T> setting, Object value, String place) {
    try {
      if (setting.equals(ServerSettings.FAULT) && FaultTables.areThere(value)) {
        int before = mistakes.size();
        String specs = new FaultTables(mistakes, this::place).text(value, place);
        return mistakes.size() > before
            ? settings
            : put(settings, given, Given.parse(setting, specs), place);
      }
      List<T> values = new ArrayList<>();
      for (String text : Values.texts(setting.kind(), value)) {
        values.add(setting.kind().parse(text));
      }
      return put(settings, given, new Given<>(setting, joined(setting.kind(), values)), place);
    } catch (BadValue wrong) {
      mistakes.add(place + ": " + setting + ": " + wrong.getMessage());
      return settings;
    }
  }

  private static <T> Settings put(Settings settings, Settings given, Given<T> read, String place) {
    return given.isGiven(read.setting()) ? settings : settings.addFromFile(read, place);
  }

  /** By halves: one by one, a list of a million would be copied half a million times. */
  private static <T> T joined(Kind<T> kind, List<T> values) {
    int half = values.size() / 2;
    return half == 0
        ? values.getFirst()
        : kind.join(
            joined(kind, values.subList(0, half)),
            joined(kind, values.subList(half, values.size())));
  }
}
