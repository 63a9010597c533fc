package io.echod.cli.config;

import io.echod.settings.BadValue;
import io.echod.settings.Kind;
import java.util.ArrayList;
import java.util.List;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Values of TOML as a command line would write them. */
final class Values {

  private Values() {}

  /**
   * The texts that a value stands for: one, or those of an array where the setting is repeatable.
   *
   * @throws BadValue where it is of a type that the setting can't have
   */
  static List<String> texts(Kind<?> kind, Object value) {
    if (!(value instanceof TomlArray array)) {
      return List.of(text(kind, value));
    }
    if (!kind.isRepeatable() || kind.isFlag()) {
      throw new BadValue("an array is given; write one value, " + kind.label());
    }
    if (array.isEmpty()) {
      throw new BadValue("an empty array is given; write a value, or leave the key out");
    }
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < array.size(); index++) {
      texts.add(text(kind, array.get(index)));
    }
    return texts;
  }

  private static String text(Kind<?> kind, Object value) {
    return switch (value) {
      case String text -> text;
      // A number with a fraction is what no setting has, which its kind says best.
      case Long _, Double _ when kind.form() != Kind.Form.TEXT -> value.toString();
      case Boolean flag when kind.isFlag() -> flag.toString();
      default -> throw new BadValue(noun(value) + " is given; write " + expected(kind));
    };
  }

  /** The name of a type of TOML's values. */
  static String noun(Object value) {
    return switch (value) {
      case String _ -> "a text";
      case Long _, Double _ -> "a number";
      case Boolean _ -> "a boolean";
      case TomlArray _ -> "an array";
      case TomlTable _ -> "a table";
      default -> "a date or a time of day";
    };
  }

  private static String expected(Kind<?> kind) {
    if (kind.isFlag()) {
      return "true or false";
    }
    return kind.form() == Kind.Form.NUMBER ? "a number" : "a text: \"" + kind.label() + "\"";
  }
}
