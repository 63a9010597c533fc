package io.echod.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) of maps, collections, text, numbers, truth values and null. Numbers have
 * six significant digits, where they are not whole; what is no number is null, as JSON has no such
 * thing.
 */
public final class Json {

  private static final MathContext DIGITS = new MathContext(6);

  private Json() {}

  /**
   * The text of a value, on one line.
   *
   * @throws IllegalArgumentException where it is of another kind
   */
  public static String text(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case null -> text.append("null");
      case Map<?, ?> map -> appendObject(text, map);
      case Iterable<?> values -> appendArray(text, values);
      case CharSequence string -> appendString(text, string);
      case Double number -> appendDouble(text, number);
      case Long number -> text.append(number.longValue());
      case Integer number -> text.append(number.intValue());
      case Boolean flag -> text.append(flag.booleanValue());
      default -> throw new IllegalArgumentException(value.getClass() + " has no form in JSON");
    }
  }

  private static void appendObject(StringBuilder text, Map<?, ?> map) {
    text.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator);
      appendString(text, String.valueOf(entry.getKey()));
      text.append(':');
      append(text, entry.getValue());
      separator = ",";
    }
    text.append('}');
  }

  private static void appendArray(StringBuilder text, Iterable<?> values) {
    text.append('[');
    for (Iterator<?> all = values.iterator(); all.hasNext(); ) {
      append(text, all.next());
      text.append(all.hasNext() ? "," : "");
    }
    text.append(']');
  }

  private static void appendDouble(StringBuilder text, double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      text.append("null");
    } else {
      BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
      text.append(rounded.toPlainString());
    }
  }

  private static void appendString(StringBuilder text, CharSequence string) {
    text.append('"');
    for (int index = 0; index < string.length(); index++) {
      char one = string.charAt(index);
      switch (one) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        default -> {
          if (one < ' ' || one == 0x7F || Character.isSurrogate(one)) {
            text.append(String.format("\\u%04x", (int) one));
          } else {
            text.append(one);
          }
        }
      }
    }
    text.append('"');
  }
}
