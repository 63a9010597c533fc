package io.echod.scheme.language;

import gnu.text.SourceError;
import gnu.text.SourceMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that two libraries of one {@code import} have. To the compiler they are duplicates like
 * definitions made anew, which are right at the top level.
 */
public final class Clashes {

  private static final Pattern DUPLICATE = Pattern.compile("duplicate declaration of '(.+)'");
  private static final Pattern IMPORT = Pattern.compile("[(\\[]\\s*import\\b");

  private Clashes() {}

  /**
   * One of them.
   *
   * @param line where the second library stands, from 1
   */
  public record Clash(int line, int column, String message) {}

  /**
   * Finds them among a compiler's messages.
   *
   * @param text the text that it compiled
   * @param firstLine the number of the text's first line
   */
  public static List<Clash> of(SourceMessages messages, String text, int firstLine) {
    List<Clash> clashes = new ArrayList<>();
    for (SourceError each = messages.getErrors(); each != null; each = each.next) {
      Matcher duplicate = DUPLICATE.matcher(each.message);
      if (duplicate.matches() && each.next != null) {
        add(clashes, text, firstLine, duplicate.group(1), each, each.next);
      }
    }
    return clashes;
  }

  private static void add(
      List<Clash> clashes,
      String text,
      int firstLine,
      String name,
      SourceError second,
      SourceError first) {
    int from = offset(text, first.getLineNumber() - firstLine, first.getColumnNumber());
    int to = offset(text, second.getLineNumber() - firstLine, second.getColumnNumber());
    if (from < 0 || to < from || !isWithinOneImport(text, from, to)) {
      return;
    }
    String other = datum(text, to);
    clashes.add(
        new Clash(
            second.getLineNumber(),
            second.getColumnNumber(),
            name
                + " is in both "
                + datum(text, from)
                + " and "
                + other
                + "; leave it out of one: (except "
                + other
                + " "
                + name
                + ")"));
  }

  private static int offset(String text, int line, int column) {
    int start = 0;
    for (int index = 0; index < line; index++) {
      start = text.indexOf('\n', start) + 1;
      if (start == 0) {
        return -1;
      }
    }
    int offset = start + column - 1;
    return line < 0 || column < 1 || offset >= text.length() ? -1 : offset;
  }

  private static boolean isWithinOneImport(String text, int from, int to) {
    Matcher imports = IMPORT.matcher(text).region(0, from);
    int start = -1;
    while (imports.find()) {
      start = imports.start();
    }
    return start >= 0 && end(text, start) > to;
  }

  /** The list that begins here, on one line. */
  private static String datum(String text, int start) {
    return text.substring(start, end(text, start)).replaceAll("\\s+", " ");
  }

  /** Where the list ends that begins here. */
  private static int end(String text, int start) {
    Forms forms = new Forms();
    for (int index = start; index < text.length(); index++) {
      forms.add(text.substring(index, index + 1));
      if (!forms.isOpen()) {
        return index + 1;
      }
    }
    return text.length();
  }
}
