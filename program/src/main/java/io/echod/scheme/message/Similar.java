package io.echod.scheme.message;

import gnu.mapping.Environment;
import gnu.mapping.LocationEnumeration;
import gnu.mapping.NamedLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds the name that an author has most likely meant who has mistyped it. */
public final class Similar {

  private static final int LENGTH_PER_MISTAKE = 4;

  private Similar() {}

  /** {@code ; did you mean tcp-read?}, or nothing, for a name that is not defined. */
  public static String question(String name, Collection<String> alsoDefined) {
    return to(name, alsoDefined).map(meant -> "; did you mean " + meant + "?").orElse("");
  }

  private static Optional<String> to(String name, Collection<String> alsoDefined) {
    List<String> candidates = new ArrayList<>(alsoDefined);
    LocationEnumeration all = Environment.getCurrent().enumerateAllLocations();
    while (all.hasMoreElements()) {
      NamedLocation<?> location = all.nextLocation();
      if (location.getKeyProperty() == null && location.isBound()) {
        candidates.add(location.getKeySymbol().getName());
      }
    }
    int mistakesMax = Math.max(1, name.length() / LENGTH_PER_MISTAKE);
    String best = null;
    int least = mistakesMax + 1;
    for (String each : candidates) {
      if (Math.abs(each.length() - name.length()) < least && each.indexOf('$') < 0) {
        int mistakes = mistakes(name, each);
        if (mistakes < least || (mistakes == least && best != null && each.compareTo(best) < 0)) {
          best = each;
          least = mistakes;
        }
      }
    }
    return name.length() < 2 || best == null || best.equals(name)
        ? Optional.empty()
        : Optional.of(best);
  }

  /** Letters put in, left out, taken for others, or two of them exchanged (Damerau, 1964). */
  private static int mistakes(String typed, String meant) {
    int[][] least = new int[typed.length() + 1][meant.length() + 1];
    for (int row = 0; row <= typed.length(); row++) {
      for (int column = 0; column <= meant.length(); column++) {
        least[row][column] =
            row == 0 || column == 0 ? row + column : step(least, typed, meant, row, column);
      }
    }
    return least[typed.length()][meant.length()];
  }

  private static int step(int[][] least, String typed, String meant, int row, int column) {
    int other = typed.charAt(row - 1) == meant.charAt(column - 1) ? 0 : 1;
    int best =
        Math.min(
            least[row - 1][column - 1] + other,
            1 + Math.min(least[row - 1][column], least[row][column - 1]));
    boolean exchanged =
        row > 1
            && column > 1
            && typed.charAt(row - 1) == meant.charAt(column - 2)
            && typed.charAt(row - 2) == meant.charAt(column - 1);
    return exchanged ? Math.min(best, least[row - 2][column - 2] + 1) : best;
  }
}
