package io.echod.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259): objects become maps in the order of the text, arrays lists, numbers {@link
 * Double}, and the rest text, truth values and null. Strict: no comments, no trailing commas, no
 * name twice.
 */
public final class JsonReader {

  private static final int DEPTH_MAX = 100;
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

  private final String text;
  private final Matcher number;
  private int place;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
    number = NUMBER.matcher(text);
  }

  /**
   * Reads one value.
   *
   * @throws IllegalArgumentException where the text is not JSON; the message has line and column
   */
  public static @Nullable Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.skipSpace();
    if (reader.place < text.length()) {
      throw reader.wrong("the end");
    }
    return value;
  }

  /** Reads one object; empty where the text is another value. */
  @SuppressWarnings("unchecked")
  public static Optional<Map<String, @Nullable Object>> readObject(String text) {
    return read(text) instanceof Map<?, ?> map
        ? Optional.of((Map<String, @Nullable Object>) map)
        : Optional.empty();
  }

  private @Nullable Object value() {
    skipSpace();
    if (++depth > DEPTH_MAX) {
      throw wrong("at most " + DEPTH_MAX + " values within each other");
    }
    Object value =
        switch (peek()) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> string();
          case 't' -> word("true", true);
          case 'f' -> word("false", false);
          case 'n' -> word("null", null);
          default -> number();
        };
    depth--;
    return value;
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    place++;
    skipSpace();
    if (takes('}')) {
      return members;
    }
    do {
      skipSpace();
      if (peek() != '"') {
        throw wrong("a name in quotes");
      }
      String name = string();
      if (members.containsKey(name)) {
        throw wrong("each name once, not '" + name + "' twice");
      }
      skipSpace();
      expect(':');
      members.put(name, value());
      skipSpace();
    } while (takes(','));
    expect('}');
    return members;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> values = new ArrayList<>();
    place++;
    skipSpace();
    if (takes(']')) {
      return values;
    }
    do {
      values.add(value());
      skipSpace();
    } while (takes(','));
    expect(']');
    return values;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    place++;
    while (true) {
      char one = peek();
      if (one < ' ') {
        throw wrong("a quote at the end of the text");
      }
      place++;
      if (one == '"') {
        return string.toString();
      }
      string.append(one == '\\' ? escaped() : one);
    }
  }

  private char escaped() {
    char one = peek();
    place++;
    return switch (one) {
      case '"', '\\', '/' -> one;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        place--;
        throw wrong("one of \"\\/bfnrtu behind a backslash");
      }
    };
  }

  private char unicode() {
    int value = 0;
    for (int count = 0; count < 4; count++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw wrong("four hexadecimal digits");
      }
      value = value * 16 + digit;
      place++;
    }
    return (char) value;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, place)) {
      throw wrong("a value");
    }
    place += word.length();
    return value;
  }

  private Double number() {
    if (!number.region(place, text.length()).lookingAt()) {
      throw wrong("a value");
    }
    place = number.end();
    return Double.valueOf(number.group());
  }

  private void skipSpace() {
    while (place < text.length() && " \t\r\n".indexOf(text.charAt(place)) >= 0) {
      place++;
    }
  }

  /** The next character; a zero at the end, which is nowhere right. */
  private char peek() {
    return place < text.length() ? text.charAt(place) : '\0';
  }

  private boolean takes(char one) {
    boolean isThere = peek() == one;
    place += isThere ? 1 : 0;
    return isThere;
  }

  private void expect(char one) {
    if (!takes(one)) {
      throw wrong("'" + one + "'");
    }
  }

  private IllegalArgumentException wrong(String expected) {
    String before = text.substring(0, place);
    long line = before.lines().count() + (before.isEmpty() || before.endsWith("\n") ? 1 : 0);
    int column = place - before.lastIndexOf('\n');
    return new IllegalArgumentException(
        "not JSON: line " + line + ", column " + column + ": expected " + expected);
  }
}
