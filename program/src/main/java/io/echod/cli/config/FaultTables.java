package io.echod.cli.config;

import io.echod.fault.FaultSyntax;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Faults of a file as a command line would write them: {@code [[listener.fault]]} tables, each with
 * {@code kind}, {@code value} where the kind has one, and its keys; or texts.
 */
final class FaultTables {

  private static final String KIND = "kind";
  private static final String VALUE = "value";

  /** Characters that begin another key, or another fault. */
  private static final Pattern SEPARATOR = Pattern.compile("[, ]");

  private final List<String> mistakes;
  private final Function<TomlPosition, String> places;

  FaultTables(List<String> mistakes, Function<TomlPosition, String> places) {
    this.mistakes = mistakes;
    this.places = places;
  }

  /** Whether a value of TOML is a list of tables. */
  static boolean areThere(Object value) {
    return value instanceof TomlArray array
        && !array.isEmpty()
        && array.get(0) instanceof TomlTable;
  }

  /**
   * The faults, separated by spaces. Adds a mistake for each key that is wrong.
   *
   * @param place of the value in the file
   * @throws BadValue where it is neither tables nor texts
   */
  String text(Object value, String place) {
    if (!areThere(value) || !(value instanceof TomlArray array)) {
      return String.join(" ", Values.texts(ServerSettings.FAULT.kind(), value));
    }
    List<String> specs = new ArrayList<>();
    for (int index = 0; index < array.size(); index++) {
      if (array.get(index) instanceof TomlTable table) {
        specs.add(spec(table, places.apply(array.inputPositionOf(index))));
      } else {
        mistakes.add(
            place + ": fault: is partly no table; write [[fault]] or [[listener.fault]] for each");
      }
    }
    return String.join(" ", specs);
  }

  /** Each key is checked by itself, so that its place is known; then all together. */
  private String spec(TomlTable table, String place) {
    int before = mistakes.size();
    if (!(table.get(List.of(KIND)) instanceof String kind)) {
      mistakes.add(place + ": fault: has no kind; write kind = \"delay\" or another");
      return "";
    }
    String head = kind;
    if (SEPARATOR.matcher(kind).find() || kind.indexOf('=') >= 0) {
      mistakes.add(
          place(table, KIND) + ": kind: '" + kind + "' is more than a kind; write one alone");
    } else if (table.contains(List.of(VALUE))) {
      head = kind + "=" + word(table, VALUE);
    }
    if (mistakes.size() == before) {
      check(head, table.contains(List.of(VALUE)) ? VALUE : KIND, table);
    }
    StringBuilder all = new StringBuilder(head);
    boolean isHeadRight = mistakes.size() == before;
    for (String key : table.keySet()) {
      if (!key.equals(KIND) && !key.equals(VALUE)) {
        int beforeWord = mistakes.size();
        String part = "," + key + "=" + word(table, key);
        all.append(part);
        if (isHeadRight && mistakes.size() == beforeWord) {
          check(head + part, key, table);
        }
      }
    }
    if (mistakes.size() == before) {
      check(all.toString(), KIND, table);
    }
    return all.toString();
  }

  private void check(String spec, String key, TomlTable table) {
    try {
      FaultSyntax.parse(spec);
    } catch (BadValue wrong) {
      // The place says which fault it is.
      String message = String.valueOf(wrong.getMessage()).replaceFirst("^'[^']*': ", "");
      mistakes.add(place(table, key) + ": " + key + ": " + message);
    }
  }

  private String word(TomlTable table, String key) {
    Object value = table.get(List.of(key));
    String text = value instanceof String || value instanceof Long ? value.toString() : "";
    if (text.isEmpty() || SEPARATOR.matcher(text).find()) {
      mistakes.add(
          place(table, key) + ": " + key + ": write one value, such as \"100ms\", \"1%\" or 64");
    }
    return text;
  }

  private String place(TomlTable table, String key) {
    TomlPosition position = table.inputPositionOf(List.of(key));
    return position == null ? KIND : places.apply(position);
  }
}
