package io.echod.simulate.scenario;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often each fault, client kind and action of the drivers occurred. An event that never occurs
 * tests nothing.
 */
public final class Tally {

  private final SortedMap<String, Long> counts = new TreeMap<>();

  /** Counts one more. */
  public void count(String what) {
    add(what, 1);
  }

  /** Counts that many more. */
  public void add(String what, long count) {
    if (count != 0) {
      counts.merge(what, count, Long::sum);
    }
  }

  /** Adds another's counts. */
  public void add(Tally other) {
    other.counts.forEach(this::add);
  }

  /** How often that has occurred. */
  public long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** All counts, by name. */
  public SortedMap<String, Long> counts() {
    return counts;
  }
}
