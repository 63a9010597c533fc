package io.echod.cli.output;

import java.util.PrimitiveIterator;

/**
 * Text with its control characters made visible. Others decide some of what is logged, such as the
 * name that a client asks for by TLS: a line's end in it would begin a line of their own, and an
 * escape sequence would reach the operator's terminal.
 */
public final class Visible {

  private Visible() {}

  /**
   * The text with {@code \}{@code uXXXX} in place of each control or format character (such as
   * those that turn the direction of text), each separator of lines, and each half of a surrogate
   * pair; one that has none of them is returned as it is.
   */
  public static String text(String text) {
    for (int index = 0; index < text.length(); index++) {
      char unit = text.charAt(index);
      if (unit < ' ' || unit > '~') {
        return escaped(text, index);
      }
    }
    return text;
  }

  private static String escaped(String text, int from) {
    StringBuilder visible = new StringBuilder(text.length() + 16).append(text, 0, from);
    PrimitiveIterator.OfInt points = text.substring(from).codePoints().iterator();
    while (points.hasNext()) {
      int point = points.nextInt();
      if (isVisible(point)) {
        visible.appendCodePoint(point);
      } else {
        for (char unit : Character.toChars(point)) {
          visible.append(String.format("\\u%04x", (int) unit));
        }
      }
    }
    return visible.toString();
  }

  private static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
