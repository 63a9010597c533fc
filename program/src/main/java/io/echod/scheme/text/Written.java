package io.echod.scheme.text;

import gnu.kawa.functions.DisplayFormat;
import gnu.kawa.io.OutPort;
import java.io.StringWriter;
import java.io.Writer;

/** Values as messages show them: as Scheme writes them, on one line, and not too long. */
public final class Written {

  private static final int LENGTH_MAX = 60;
  private static final int LINE_LENGTH_MAX = 300;

  private Written() {}

  /** A value as messages show it. */
  public static String of(Object value) {
    Beginning beginning = new Beginning();
    try {
      DisplayFormat.schemeWriteSimpleFormat.writeObject(value, new PlainPort(beginning));
    } catch (Enough | RuntimeException | StackOverflowError enough) {
      // A list may go round in circles, or deep: its beginning has to do.
    }
    String text = onOneLine(named(beginning.text.toString()), LENGTH_MAX);
    return text.isEmpty() ? "a value too deep to be shown" : text;
  }

  /** All of a value, as the prompt shows it; no control character reaches a terminal. */
  public static String whole(Object value) {
    StringWriter whole = new StringWriter();
    OutPort port = new PlainPort(whole);
    DisplayFormat.schemeWriteFormat.writeObject(value, port);
    port.flush();
    StringBuilder text = new StringBuilder();
    for (char each : named(whole.toString()).toCharArray()) {
      if ((each < ' ' && each != '\n') || each == 127) {
        text.append("\\x%x;".formatted((int) each));
      } else {
        text.append(each);
      }
    }
    return text.toString();
  }

  /** A procedure without a name is called by its class. */
  private static String named(String text) {
    return text.replace("#<procedure gnu.expr.CompiledProc>", "#<procedure>");
  }

  /** Control characters escaped, so that what a peer sent can't pose as a line of ours. */
  public static String onOneLine(String text) {
    return onOneLine(text, LENGTH_MAX);
  }

  /** As above for a whole message, which may be longer than a value in it. */
  public static String line(String text) {
    return onOneLine(text, LINE_LENGTH_MAX);
  }

  private static String onOneLine(String bytes, int lengthMax) {
    String text = decoded(bytes);
    StringBuilder line = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char each = text.charAt(index);
      if (line.length() >= lengthMax) {
        return line.append("...").toString();
      }
      if (isInvisible(each)) {
        line.append("\\x%x;".formatted((int) each));
      } else {
        line.append(each);
      }
    }
    return line.toString();
  }

  private static boolean isInvisible(char each) {
    return switch (Character.getType(each)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.SPACE_SEPARATOR -> each != ' ';
      default -> false;
    };
  }

  /** Strings carry bytes: those that are a text in UTF-8 are shown as that text. */
  private static String decoded(String bytes) {
    return ByteStrings.toText(bytes);
  }

  /** No exception: Kawa wraps those, once for each list within a list. */
  private static final class Enough extends Error {

    private static final long serialVersionUID = 1;

    Enough() {
      super(null, null, false, false);
    }
  }

  /** Hears what is written before it is laid out, and no more than is shown. */
  private static final class Beginning extends PlainPort.Layout {

    private final StringBuilder text = new StringBuilder();

    Beginning() {
      super(Writer.nullWriter(), true);
    }

    @Override
    void hear(String part) {
      text.append(part);
      if (text.length() > 2 * LENGTH_MAX) {
        throw new Enough();
      }
    }
  }
}
