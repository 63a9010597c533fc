package io.echod.scheme.standard;

import gnu.math.IntNum;
import gnu.text.Char;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Searches of SRFI 13. They look at the characters from the position on that a call names, and no
 * further than to what they find. Strings with characters beyond U+FFFF are left to Kawa.
 */
final class StringSearch {

  private StringSearch() {}

  /** {@code (string-contains text pattern [start end [pattern-start pattern-end]])}. */
  static @Nullable Object contains(Object[] values) {
    return contains(values, false);
  }

  /** {@code (string-contains-ci text pattern [start end [pattern-start pattern-end]])}. */
  static @Nullable Object containsInAnyCase(Object[] values) {
    return contains(values, true);
  }

  private static @Nullable Object contains(Object[] values, boolean inAnyCase) {
    if (values.length > 6) {
      return null;
    }
    Part text = Part.of(Arrays.copyOf(values, Math.min(values.length, 4)), 0, 2);
    Part pattern = Part.of(values, 1, 4);
    if (text == null || pattern == null) {
      return null;
    }
    char[] sought = pattern.string.substring(pattern.start, pattern.end).toCharArray();
    if (inAnyCase) {
      for (int index = 0; index < sought.length; index++) {
        sought[index] = folded(sought[index]);
      }
    }
    return answer(find(text, sought, inAnyCase));
  }

  /** Never looks at a character of the text twice (Knuth, Morris and Pratt, 1977). */
  private static int find(Part text, char[] sought, boolean inAnyCase) {
    int[] borders = borders(sought);
    int matched = 0;
    for (int index = text.start; index < text.end && matched < sought.length; index++) {
      char each = text.string.charAt(index);
      if (inAnyCase) {
        each = folded(each);
      }
      while (matched > 0 && sought[matched] != each) {
        matched = borders[matched - 1];
      }
      matched += sought[matched] == each ? 1 : 0;
      if (matched == sought.length) {
        return index + 1 - matched;
      }
    }
    return sought.length == 0 ? text.start : -1;
  }

  /** For each beginning of a pattern, the length of the longest one that also ends it. */
  private static int[] borders(char[] pattern) {
    int[] borders = new int[pattern.length];
    int border = 0;
    for (int index = 1; index < pattern.length; index++) {
      while (border > 0 && pattern[border] != pattern[index]) {
        border = borders[border - 1];
      }
      border += pattern[border] == pattern[index] ? 1 : 0;
      borders[index] = border;
    }
    return borders;
  }

  private static char folded(char each) {
    return Character.toLowerCase(Character.toUpperCase(each));
  }

  /**
   * {@code (string-index text character [start end])} and its kin. Other criteria than a character
   * are left to Kawa.
   *
   * @param same whether the character itself is sought, or any other
   */
  static @Nullable Object index(Object[] values, boolean same, boolean fromRight) {
    if (values.length < 2 || !(values[1] instanceof Char criterion)) {
      return null;
    }
    Part text = Part.of(values, 0, 2);
    if (text == null) {
      return null;
    }
    int sought = criterion.intValue();
    int step = fromRight ? -1 : 1;
    int index = fromRight ? text.end - 1 : text.start;
    while (index >= text.start && index < text.end) {
      if ((text.string.charAt(index) == sought) == same) {
        return answer(index);
      }
      index += step;
    }
    return answer(-1);
  }

  private static Object answer(int index) {
    if (index < 0) {
      return false;
    }
    return IntNum.make(index);
  }

  /** A part of a string in which each character is one {@code char}. */
  private static final class Part {

    final String string;
    final int start;
    final int end;

    private Part(String string, int start, int end) {
      this.string = string;
      this.start = start;
      this.end = end;
    }

    /**
     * The part that a call names.
     *
     * @param at where the string is among the arguments
     * @param from where the positions of start and end are, if they are given
     * @return null where it is no such string, or a position is wrong
     */
    static @Nullable Part of(Object[] values, int at, int from) {
      if (values.length <= at
          || values.length > from + 2
          || !(values[at] instanceof CharSequence text)) {
        return null;
      }
      String string = text.toString();
      int length = string.length();
      int start = values.length > from ? StringPart.number(values[from]) : 0;
      int end = values.length > from + 1 ? StringPart.number(values[from + 1]) : length;
      return start < 0 || start > end || end > length || string.codePointCount(0, length) < length
          ? null
          : new Part(string, start, end);
    }
  }
}
