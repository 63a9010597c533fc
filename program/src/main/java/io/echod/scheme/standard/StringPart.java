package io.echod.scheme.standard;

import gnu.lists.FString;
import gnu.mapping.Values;
import gnu.math.IntNum;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A part of a string, in code points. */
final class StringPart {

  static final StringPart NONE = new StringPart("", new int[0], 0, 0);

  final Object string;
  final int[] points;
  final int start;
  final int end;

  StringPart(Object string, int[] points, int start, int end) {
    this.string = string;
    this.points = points;
    this.start = start;
    this.end = end;
  }

  /**
   * The part that a call names.
   *
   * @param at where the string is among the arguments
   * @param from where the positions of start and end are, if they are given
   * @return null where it is no string, or a position is wrong
   */
  static @Nullable StringPart of(Object[] values, int at, int from) {
    if (values.length <= at
        || values.length > from + 2
        || !(values[at] instanceof CharSequence text)) {
      return null;
    }
    int[] points = text.toString().codePoints().toArray();
    int start = values.length > from ? number(values[from]) : 0;
    int end = values.length > from + 1 ? number(values[from + 1]) : points.length;
    return start < 0 || start > end || end > points.length
        ? null
        : new StringPart(text, points, start, end);
  }

  int length() {
    return end - start;
  }

  /** Its characters, changed one by one. */
  int[] mapped(IntUnaryOperator change) {
    return IntStream.range(start, end).map(index -> change.applyAsInt(points[index])).toArray();
  }

  int[] reversed() {
    return IntStream.range(0, length()).map(index -> points[end - 1 - index]).toArray();
  }

  /** Puts other characters in the place of these; null where the string can't change. */
  @Nullable Object replace(int[] with) {
    if (!(string instanceof FString target)) {
      return null;
    }
    int from = Character.offsetByCodePoints(target, 0, start);
    int to = Character.offsetByCodePoints(target, from, length());
    String text = text(with);
    target.replace(text, 0, text.length(), from, to);
    return Values.empty;
  }

  /** A position or a length; -1 where it is none. */
  static int number(Object value) {
    return value instanceof IntNum number && number.inIntRange() ? number.intValue() : -1;
  }

  /** The string of these characters. */
  static String text(int... points) {
    return new String(points, 0, points.length);
  }
}
