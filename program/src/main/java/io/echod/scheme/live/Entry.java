package io.echod.scheme.live;

import io.echod.scheme.text.ByteStrings;

/**
 * Forms that were typed, or sent, to be evaluated in a live session.
 *
 * @param text the forms; a character for each byte of them
 * @param line the number of its first line, from 1, among all that its asker has typed
 * @param asker who wants to know
 */
public record Entry(String text, int line, Asker asker) {

  /** The prompt for the rest of a form. */
  public static final String CONTINUATION = "... ";

  /** How messages call what was typed. */
  static final String PLACE = "repl";

  /** The prompt for one that begins in a line of this number. */
  public static String prompt(int line) {
    return PLACE + ":" + line + "> ";
  }

  /** The lines in it. */
  public int lines() {
    return (int) text.chars().filter(each -> each == '\n').count() + (text.endsWith("\n") ? 0 : 1);
  }

  /** Forms as they are typed, in any language. */
  public static Entry typed(String text, int line, Asker asker) {
    return new Entry(ByteStrings.ofText(text), line, asker);
  }
}
