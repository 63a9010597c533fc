package io.echod.cli.script;

import io.echod.scheme.language.Forms;
import io.echod.scheme.live.Entry;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.Parser;

/** Finds for the line editor where a form ends, and where the name at the cursor begins. */
public final class SchemeParser implements Parser {

  private static final String DELIMITERS = "()[]\"'`,;|";

  @Override
  public Name parse(String line, int cursor, ParseContext context) {
    boolean whole = context != ParseContext.ACCEPT_LINE && context != ParseContext.SECONDARY_PROMPT;
    if (!whole && !Forms.areWhole(line)) {
      throw new EOFError(-1, -1, "a form is open", Entry.CONTINUATION);
    }
    int start = cursor;
    while (start > 0 && isOfName(line.charAt(start - 1))) {
      start--;
    }
    int end = cursor;
    while (end < line.length() && isOfName(line.charAt(end))) {
      end++;
    }
    return new Name(line, cursor, start, end);
  }

  private static boolean isOfName(char each) {
    return !Character.isWhitespace(each) && DELIMITERS.indexOf(each) < 0;
  }

  /** Nothing in Scheme is written otherwise by a backslash before it. */
  @Override
  public boolean isEscapeChar(char each) {
    return false;
  }

  /**
   * The name at the cursor.
   *
   * @param start its first character in the line
   * @param end the one behind its last
   */
  record Name(String line, int cursor, int start, int end) implements CompletingParsedLine {

    @Override
    public String word() {
      return line.substring(start, end);
    }

    @Override
    public int wordCursor() {
      return cursor - start;
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor();
    }

    @Override
    public int rawWordLength() {
      return end - start;
    }
  }
}
