package io.echod.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what was meant. */
public final class Similar {

  /** Letters that may be wrong, missing or too many. */
  private static final int DISTANCE_MAX = 2;

  private Similar() {}

  /** The name that differs the least, where that is little. */
  public static Optional<String> to(String word, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(word, name) <= DISTANCE_MAX)
        .min(Comparator.comparingInt(name -> distance(word, name)));
  }

  /** Letters to change, add, leave out, or swap with their neighbour (Damerau's distance). */
  private static int distance(String one, String other) {
    int[] before = new int[0];
    int[] above = new int[other.length() + 1];
    for (int column = 0; column < above.length; column++) {
      above[column] = column;
    }
    for (int row = 1; row <= one.length(); row++) {
      int[] line = new int[above.length];
      line[0] = row;
      for (int column = 1; column < line.length; column++) {
        int changed = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
        line[column] =
            Math.min(above[column - 1] + changed, Math.min(above[column], line[column - 1]) + 1);
        if (isSwapped(one, row, other, column)) {
          line[column] = Math.min(line[column], before[column - 2] + 1);
        }
      }
      before = above;
      above = line;
    }
    return above[other.length()];
  }

  private static boolean isSwapped(String one, int row, String other, int column) {
    return row > 1
        && column > 1
        && one.charAt(row - 1) == other.charAt(column - 2)
        && one.charAt(row - 2) == other.charAt(column - 1);
  }
}
