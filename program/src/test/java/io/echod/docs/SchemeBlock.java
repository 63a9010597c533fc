package io.echod.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A block of Scheme in a document, made a script that shows what the block says of itself: {@code ;
 * → VALUE}, {@code ; prints LINE} and {@code ; raises MESSAGE} behind an expression or on the lines
 * below it, {@code ; reports LINE} for standard error.
 *
 * @param script the block, every value and message in it written out
 * @param output the lines that are then expected on standard output
 * @param errors those on standard error
 */
record SchemeBlock(String script, List<String> output, List<String> errors) {

  private static final String VALUE = "; → ";
  private static final String PRINTS = "; prints ";
  private static final String RAISES = "; raises ";
  private static final String REPORTS = "; reports ";
  private static final Pattern PORT = Pattern.compile("\\b[1-9][0-9]{4}\\b");

  static SchemeBlock of(String text) {
    return new Reader(text).read();
  }

  /** Whether a line is what was expected: any port is, and … stands for anything. */
  static boolean matches(String expected, String actual) {
    StringBuilder pattern = new StringBuilder();
    for (String part : anyPort(expected).split("…", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return anyPort(actual).matches(pattern.toString());
  }

  private static String anyPort(String text) {
    return PORT.matcher(text).replaceAll("PORT");
  }

  /** Takes the block apart into forms and the comments behind them. */
  private static final class Reader {

    private final String text;
    private final StringBuilder script = new StringBuilder();
    private final List<String> output = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private int at;

    Reader(String text) {
      this.text = text;
    }

    SchemeBlock read() {
      skipSpace();
      while (at < text.length()) {
        if (text.charAt(at) == ';') {
          throw new AssertionError("a comment stands before any expression in: " + text);
        }
        String form = form();
        int gap = at;
        List<String> comments = comments();
        script.append(shown(form, comments)).append(text, gap, at);
      }
      return new SchemeBlock(script.toString(), output, errors);
    }

    private String shown(String form, List<String> comments) {
      String shown = form;
      for (String comment : comments) {
        if (comment.startsWith(VALUE)) {
          output.add(comment.substring(VALUE.length()));
          shown = "(begin (write " + form + ") (newline))";
        } else if (comment.startsWith(RAISES)) {
          output.add(comment.substring(RAISES.length()));
          shown =
              "(guard (mistake (#t (display (error-object-message mistake)) (newline))) "
                  + form
                  + ")";
        } else if (comment.startsWith(PRINTS)) {
          output.add(comment.substring(PRINTS.length()));
        } else if (comment.startsWith(REPORTS)) {
          errors.add(comment.substring(REPORTS.length()));
        } else {
          throw new AssertionError("says nothing that could be checked: " + comment);
        }
      }
      return shown;
    }

    /** One expression: to where its parentheses are closed, or the end of a word. */
    private String form() {
      int start = at;
      int depth = 0;
      do {
        char each = text.charAt(at);
        if (each == '"') {
          skipString();
        } else if (text.startsWith("#\\", at)) {
          at += 3;
        } else if (each == ';') {
          at = lineEnd();
        } else {
          depth += each == '(' ? 1 : each == ')' ? -1 : 0;
          at++;
        }
      } while (at < text.length()
          && (depth > 0
              || (text.charAt(at - 1) != ')' && !Character.isWhitespace(text.charAt(at)))));
      return text.substring(start, at);
    }

    private void skipString() {
      at++;
      while (text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      at++;
    }

    private List<String> comments() {
      List<String> comments = new ArrayList<>();
      skipSpace();
      while (at < text.length() && text.charAt(at) == ';') {
        comments.add(text.substring(at, lineEnd()));
        at = lineEnd();
        skipSpace();
      }
      return comments;
    }

    private int lineEnd() {
      int end = text.indexOf('\n', at);
      return end < 0 ? text.length() : end;
    }

    private void skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
  }
}
