package io.echod.scheme.standard;

import gnu.mapping.Procedure;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.text.Written;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many arguments one of Kawa's procedures takes, and which of them are integers. Each argument
 * is a letter of {@link IntegerKind}, or {@code .} for any other; those behind {@code |} may be
 * left out, {@code *} stands for any number like the letter before it, {@code *.} with one more
 * behind them, {@code ^} before a letter for a list of such integers.
 */
final class Parameters {

  /** Kinds of all, null for an argument of another type; with a rest, its kind is the last. */
  private final List<@Nullable IntegerKind> kinds = new ArrayList<>();

  private final int least;
  private final int most;
  private final boolean isList;

  /**
   * Whether the last argument is another one than those before it, of which there is any number.
   */
  private final boolean hasLast;

  private Parameters(int least, int most) {
    this.least = least;
    this.most = most;
    isList = false;
    hasLast = false;
  }

  private Parameters(String letters) {
    hasLast = letters.endsWith("*.");
    String all = letters.replaceAll("[*][.]$|[|*^]", "");
    for (int index = 0; index < all.length(); index++) {
      char letter = all.charAt(index);
      kinds.add(letter == '.' ? null : IntegerKind.of(letter));
    }
    boolean rest = letters.contains("*");
    int optional = letters.indexOf('|');
    least = optional >= 0 ? optional : rest ? all.length() - 1 : all.length();
    most = rest ? -1 : all.length();
    isList = letters.startsWith("^");
  }

  static Parameters of(String letters) {
    return new Parameters(letters);
  }

  /** As many as a procedure takes, of which none is to be looked at. */
  static Parameters any(Procedure procedure) {
    return new Parameters(procedure.minArgs(), procedure.maxArgs());
  }

  /** As Kawa encodes it: the least number, and from bit 12 on the most, -1 for any. */
  int numArgs() {
    return least | most << 12;
  }

  /** Whether there may be so many arguments. */
  boolean takes(int count) {
    return count >= least && (most < 0 || count <= most);
  }

  /**
   * Looks at all arguments.
   *
   * @throws SchemeError where one is an integer that Kawa would take for another
   */
  void check(String name, Object... values) {
    for (int index = 0; index < values.length; index++) {
      IntegerKind kind = hasLast && index == values.length - 1 ? null : kind(index);
      if (kind == null) {
        continue;
      }
      if (isList && values[index] instanceof List<?> list) {
        checkAll(name, index, kind, list);
      } else if (!kind.takes(values[index])) {
        throw wrong(name, index, values[index], "", kind);
      }
    }
  }

  private @Nullable IntegerKind kind(int index) {
    if (index < kinds.size()) {
      return kinds.get(index);
    }
    return most < 0 && !kinds.isEmpty() ? kinds.getLast() : null;
  }

  private static void checkAll(String name, int index, IntegerKind kind, List<?> list) {
    int at = 0;
    for (Object each : list) {
      if (!kind.takes(each)) {
        throw wrong(name, index, each, " at index " + at, kind);
      }
      at++;
    }
  }

  private static SchemeError wrong(
      String name, int index, Object value, String where, IntegerKind kind) {
    return new SchemeError(
        "%s: argument %d %s %s%s; expected %s"
            .formatted(
                name,
                index + 1,
                where.isEmpty() ? "is" : "has",
                Written.of(value),
                where,
                kind.expected()));
  }
}
