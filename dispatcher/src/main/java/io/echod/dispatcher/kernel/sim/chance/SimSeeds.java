package io.echod.dispatcher.kernel.sim.chance;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs a test for many seeds, and reports which one failed: for a fixed range, for others each
 * time, or for those that a system property asks for.
 */
public final class SimSeeds {

  /** The system property that asks for one seed only, such as {@code -Dsim.seed=17}. */
  public static final String PROPERTY = "sim.seed";

  /** The system property that asks for that many seeds, in place of what a test asks for. */
  public static final String COUNT_PROPERTY = "sim.seeds";

  /** The system property that asks for seeds from that one on, where a test asks for fresh ones. */
  public static final String BASE_PROPERTY = "sim.base";

  /** Seeds that are drawn are small enough to be read out. */
  private static final long FRESH_MAX = 1_000_000_000_000L;

  private SimSeeds() {}

  /** A simulation of which everything follows from the seed. */
  @FunctionalInterface
  public interface Test {

    /** Simulates, and throws its findings. */
    void run(long seed) throws Exception;
  }

  /**
   * Runs a test for the seeds 0 to {@code count - 1}, until one fails: the same ones each time. The
   * {@linkplain #PROPERTY property} asks for one seed alone, {@link #COUNT_PROPERTY} for another
   * count.
   *
   * @throws AssertionError that names the seed; its cause is what was thrown
   * @throws IllegalArgumentException where there is no seed to run
   */
  public static void run(int count, Test test) {
    run(count, () -> 0, "", test);
  }

  /**
   * Runs a test for {@code count} random seeds, others each time, until one fails. Writes the first
   * of them to standard error before it begins, so that it is known however the test ends. The
   * {@linkplain #PROPERTY property} asks for one seed alone, {@link #BASE_PROPERTY} and {@link
   * #COUNT_PROPERTY} for those from there on and for so many.
   *
   * @throws AssertionError that names the seed; its cause is what was thrown
   * @throws IllegalArgumentException where there is no seed to run
   */
  public static void runFresh(int count, Test test) {
    run(count, SimSeeds::base, "fresh ", test);
  }

  private static long base() {
    return property(BASE_PROPERTY, ThreadLocalRandom.current().nextLong(FRESH_MAX));
  }

  private interface Base {
    long first();
  }

  private static void run(int count, Base base, String kind, Test test) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be 1 or more, not " + count);
    }
    if (System.getProperty(PROPERTY) != null) {
      runOne(property(PROPERTY, 0), test);
      return;
    }
    long seeds = property(COUNT_PROPERTY, count);
    if (seeds < 1) {
      throw new IllegalArgumentException(
          "-D" + COUNT_PROPERTY + " must be 1 or more, not " + seeds);
    }
    long first = base.first();
    if (!kind.isEmpty()) {
      announce(kind, seeds, first);
    }
    for (long seed = first; seed - first < seeds; seed++) {
      runOne(seed, test);
    }
  }

  @SuppressWarnings("SystemOut") // must be seen without any set-up of a log
  private static void announce(String kind, long seeds, long first) {
    System.err.println(
        "simulating "
            + seeds
            + " "
            + kind
            + "seeds from "
            + first
            + " on (again with -D"
            + BASE_PROPERTY
            + "="
            + first
            + ")");
  }

  private static long property(String name, long otherwise) {
    String value = System.getProperty(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(
          "-D" + name + " must be a whole number, not '" + value + "'", notOne);
    }
  }

  private static void runOne(long seed, Test test) {
    try {
      test.run(seed);
    } catch (Exception | Error thrown) {
      throw new AssertionError(
          "seed " + seed + ": " + thrown + " (again with -D" + PROPERTY + "=" + seed + ")", thrown);
    }
  }
}
