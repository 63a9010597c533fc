package io.echod.scheme.standard;

import gnu.lists.FString;
import gnu.lists.LList;
import gnu.lists.Pair;
import gnu.mapping.Values;
import gnu.math.IntNum;
import gnu.text.Char;
import io.echod.scheme.text.PlainStrings;
import org.jspecify.annotations.Nullable;

/**
 * Scheme's own procedures for the characters of a string, in a time that does not grow with the
 * string; Kawa's go through it from its beginning. Kawa's procedures do what these can't.
 */
final class StringProcedures {

  private final PlainStrings plain = new PlainStrings();

  private StringProcedures() {}

  /** Defines them in place of those that only look at integers. */
  static void define(IntegerArguments all) {
    StringProcedures procedures = new StringProcedures();
    all.define("string-length", procedures::length);
    all.define("string-ref", procedures::character);
    all.define("string-set!", procedures::set);
    all.define("string->list", procedures::list);
    all.define("list->string", StringProcedures::string);
  }

  private @Nullable Object length(Object string, @Nullable Object second, @Nullable Object third) {
    return string instanceof CharSequence text && plain.isPlain(text)
        ? IntNum.make(text.length())
        : null;
  }

  private @Nullable Object character(
      Object string, @Nullable Object position, @Nullable Object third) {
    return string instanceof CharSequence text && isWithin(text, position) && plain.isPlain(text)
        ? Char.make(text.charAt(index(position)))
        : null;
  }

  private @Nullable Object set(Object string, @Nullable Object position, @Nullable Object value) {
    if (!(string instanceof FString text && value instanceof Char character)
        || !isWithin(text, position)
        || !plain.isPlain(text)) {
      return null;
    }
    int code = character.intValue();
    if (!Character.isBmpCodePoint(code) || Character.isSurrogate((char) code)) {
      plain.forget(text);
      return null;
    }
    text.setCharAt(index(position), (char) code);
    return Values.empty;
  }

  private @Nullable Object list(Object string, @Nullable Object from, @Nullable Object to) {
    if (from != null
        || to != null
        || !(string instanceof CharSequence text && plain.isPlain(text))) {
      return null;
    }
    Object list = LList.Empty;
    for (int index = text.length() - 1; index >= 0; index--) {
      list = Pair.make(Char.make(text.charAt(index)), list);
    }
    return list;
  }

  private static @Nullable Object string(
      Object list, @Nullable Object second, @Nullable Object third) {
    StringBuilder text = new StringBuilder();
    Object rest = list;
    while (rest instanceof Pair pair) {
      if (!(pair.getCar() instanceof Char character)) {
        return null;
      }
      text.appendCodePoint(character.intValue());
      rest = pair.getCdr();
    }
    return LList.Empty.equals(rest) ? new FString(text) : null;
  }

  private static boolean isWithin(CharSequence text, @Nullable Object position) {
    return position instanceof IntNum number
        && number.inIntRange()
        && number.intValue() >= 0
        && number.intValue() < text.length();
  }

  private static int index(@Nullable Object position) {
    return position instanceof IntNum number ? number.intValue() : -1;
  }
}
