package io.echod.scheme.procedure;

import gnu.lists.FString;
import gnu.lists.LList;
import gnu.lists.Pair;
import gnu.mapping.Procedure;
import gnu.mapping.ProcedureN;
import gnu.mapping.Values;
import gnu.math.IntNum;
import gnu.text.Char;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.message.FailedCall;
import io.echod.scheme.text.PlainStrings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scheme's own procedures for the characters of a string, in a time that does not grow with the
 * string; Kawa's go through it from its beginning. Kawa's procedures do what these can't.
 */
final class StringProcedures {

  private final Library library;
  private final Definitions definitions;
  private final PlainStrings plain = new PlainStrings();

  private StringProcedures(Library library, Definitions definitions) {
    this.library = library;
    this.definitions = definitions;
  }

  static void define(Library library, Definitions definitions) {
    StringProcedures procedures = new StringProcedures(library, definitions);
    procedures.define("string-length", 1, 1, procedures::length);
    procedures.define("string-ref", 2, 2, procedures::character);
    procedures.define("string-set!", 3, 3, procedures::set);
    procedures.define("string->list", 1, 3, procedures::list);
    procedures.define("list->string", 1, 1, StringProcedures::string);
  }

  /** The short way. */
  @FunctionalInterface
  private interface Way {

    /** Gives the value; null where Kawa's own procedure has to be called. */
    @Nullable Object call(Object first, @Nullable Object second, @Nullable Object third);
  }

  private void define(String name, int least, int most, Way way) {
    Procedure original = (Procedure) Objects.requireNonNull(definitions.valueOf(name));
    library.define(name, new Shortened(original, least, most, way));
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

  /** One of Kawa's procedures with a short way. */
  private static final class Shortened extends ProcedureN {

    private final Procedure original;
    private final int least;
    private final int most;
    private final Way way;

    Shortened(Procedure original, int least, int most, Way way) {
      super(original.getName());
      this.original = original;
      this.least = least;
      this.most = most;
      this.way = way;
    }

    @Override
    public int numArgs() {
      return least | most << 12;
    }

    @Override
    public Object apply1(Object first) throws Throwable {
      Object value = least > 1 ? null : way.call(first, null, null);
      return value == null ? applyOriginal(first) : value;
    }

    @Override
    public Object apply2(Object first, Object second) throws Throwable {
      Object value = least > 2 || most < 2 ? null : way.call(first, second, null);
      return value == null ? applyOriginal(first, second) : value;
    }

    @Override
    public Object apply3(Object first, Object second, Object third) throws Throwable {
      Object value = most < 3 ? null : way.call(first, second, third);
      return value == null ? applyOriginal(first, second, third) : value;
    }

    @Override
    public Object applyN(Object[] values) throws Throwable {
      return switch (values.length) {
        case 1 -> apply1(values[0]);
        case 2 -> apply2(values[0], values[1]);
        case 3 -> apply3(values[0], values[1], values[2]);
        default -> applyOriginal(values);
      };
    }

    private Object applyOriginal(Object... values) throws Throwable {
      try {
        return original.applyN(values);
      } catch (Exception failure) {
        FailedCall.remember(failure, original, values);
        throw failure;
      }
    }
  }
}
