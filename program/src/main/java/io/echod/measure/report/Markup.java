package io.echod.measure.report;

import java.util.Locale;

/** Writes HTML and SVG: elements with attributes, whose values and texts are escaped. */
final class Markup {

  private final StringBuilder text = new StringBuilder();

  /** Opens an element; attributes are names and values in turn. */
  Markup open(String element, Object... attributes) {
    begin(element, attributes);
    text.append('>');
    return this;
  }

  /** An element without content. */
  Markup empty(String element, Object... attributes) {
    begin(element, attributes);
    text.append("/>");
    return this;
  }

  private void begin(String element, Object... attributes) {
    text.append('<').append(element);
    for (int index = 0; index < attributes.length; index += 2) {
      text.append(' ').append(attributes[index]).append("=\"");
      text.append(escaped(shown(attributes[index + 1]))).append('"');
    }
  }

  private static String shown(Object value) {
    // A hundredth of a pixel is fine enough.
    return value instanceof Double number ? trimmed(number) : String.valueOf(value);
  }

  private static String trimmed(double number) {
    String two = String.format(Locale.ROOT, "%.2f", number);
    return two.endsWith(".00") ? two.substring(0, two.length() - 3) : two;
  }

  /** Closes an element. */
  Markup close(String element) {
    text.append("</").append(element).append('>');
    return this;
  }

  /** A whole element with a text. */
  Markup element(String element, String content, Object... attributes) {
    return open(element, attributes).say(content).close(element);
  }

  /** Adds a text. */
  Markup say(String content) {
    text.append(escaped(content));
    return this;
  }

  /** Adds what is markup already. */
  Markup add(Markup other) {
    text.append(other.text);
    return this;
  }

  /** Ends a line, for those who read the source. */
  Markup line() {
    text.append('\n');
    return this;
  }

  /** Adds text as it is, such as a style sheet that belongs to the program. */
  Markup raw(String content) {
    text.append(content);
    return this;
  }

  static String escaped(String plain) {
    StringBuilder escaped = new StringBuilder(plain.length());
    plain
        .codePoints()
        .forEach(one -> {
          switch (one) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            default -> escaped.appendCodePoint(isPrintable(one) ? one : 0xFFFD);
          }
        });
    return escaped.toString();
  }

  private static boolean isPrintable(int one) {
    return one == '\n' || one == '\t' || !Character.isISOControl(one);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
