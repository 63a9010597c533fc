package io.echod.scheme.language;

import java.util.OptionalInt;

/**
 * Finds out whether lines of Scheme are whole forms, or one is still open: a parenthesis, a string,
 * a comment. Fed a line at a time, so that a long form is looked through but once.
 */
public final class Forms {

  private enum State {
    CODE,
    STRING,
    SYMBOL,
    COMMENT
  }

  private State state = State.CODE;
  private int parentheses;
  private int comments;
  private boolean quoting;
  private boolean commented;

  /** The characters of the lines before those that are being looked through. */
  private int before;

  private int openedAt;
  private boolean brokenLine;
  private OptionalInt acrossLines = OptionalInt.empty();

  /** Nothing is open at first. */
  public Forms() {}

  /** Whether a text of one or more lines has nothing open at its end. */
  public static boolean areWhole(CharSequence text) {
    Forms forms = new Forms();
    forms.add(text);
    return !forms.isOpen();
  }

  /** Goes on with the next line, or lines. */
  public void add(CharSequence lines) {
    int index = 0;
    while (index < lines.length()) {
      commented = lines.charAt(index) == ';' && state == State.CODE;
      if (state == State.CODE) {
        openedAt = before + index;
        brokenLine = false;
      }
      index =
          switch (state) {
            case CODE -> code(lines, index);
            case STRING -> delimited(lines, index, '"');
            case SYMBOL -> delimited(lines, index, '|');
            case COMMENT -> comment(lines, index);
          };
    }
    before += lines.length();
  }

  /** Where the string, the symbol or the comment begins that is open: characters before it. */
  public int openedAt() {
    return openedAt;
  }

  /** Where the first string begins that goes on in another line, and has an end. */
  public OptionalInt acrossLines() {
    return acrossLines;
  }

  /** Whether more lines have to come. Too many closing parentheses are the reader's to refuse. */
  public boolean isOpen() {
    return state != State.CODE || parentheses > 0 || quoting;
  }

  /** Whether a name could stand behind a text: it ends in no string, symbol or comment. */
  public static boolean endInCode(CharSequence text) {
    Forms forms = new Forms();
    forms.add(text);
    return forms.state == State.CODE && !forms.commented;
  }

  /** The open part, in words. */
  public String describe() {
    return switch (state) {
      case STRING -> "a string";
      case SYMBOL -> "a symbol in bars";
      case COMMENT -> "a comment";
      case CODE -> quoting ? "a quotation" : "a parenthesis";
    };
  }

  private int code(CharSequence text, int index) {
    char each = text.charAt(index);
    switch (each) {
      case '"' -> state = State.STRING;
      case '|' -> state = State.SYMBOL;
      case '(', '[' -> parentheses++;
      case ')', ']' -> parentheses--;
      case ';' -> {
        return endOfLine(text, index);
      }
      case '#' -> {
        return hash(text, index);
      }
      default -> {
        if (Character.isWhitespace(each)) {
          return index + 1;
        }
      }
    }
    quoting = each == '\'' || each == '`' || each == ',';
    return index + 1;
  }

  private int hash(CharSequence text, int index) {
    char next = index + 1 < text.length() ? text.charAt(index + 1) : ' ';
    if (next == '|') {
      state = State.COMMENT;
      comments = 1;
      return index + 2;
    }
    quoting = next == ';';
    // Any character behind #\ stands for itself.
    return next == '\\' ? index + 3 : next == ';' ? index + 2 : index + 1;
  }

  private int delimited(CharSequence text, int index, char end) {
    char each = text.charAt(index);
    if (each == '\\') {
      return index + 2;
    }
    brokenLine |= each == '\n';
    if (each == end) {
      if (brokenLine && end == '"' && acrossLines.isEmpty()) {
        acrossLines = OptionalInt.of(openedAt);
      }
      state = State.CODE;
      quoting = false;
    }
    return index + 1;
  }

  private int comment(CharSequence text, int index) {
    char each = text.charAt(index);
    char next = index + 1 < text.length() ? text.charAt(index + 1) : ' ';
    if (each == '#' && next == '|') {
      comments++;
      return index + 2;
    }
    if (each == '|' && next == '#') {
      comments--;
      state = comments == 0 ? State.CODE : State.COMMENT;
      return index + 2;
    }
    return index + 1;
  }

  private static int endOfLine(CharSequence text, int from) {
    int index = from;
    while (index < text.length() && text.charAt(index) != '\n') {
      index++;
    }
    return index;
  }
}
