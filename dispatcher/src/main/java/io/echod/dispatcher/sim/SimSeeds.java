package io.echod.dispatcher.sim;

/** Runs a test for many seeds, and tells which one failed. */
public final class SimSeeds {

  /** The system property that asks for one seed only, such as {@code -Dsim.seed=17}. */
  public static final String PROPERTY = "sim.seed";

  private SimSeeds() {}

  /** A simulation of which everything follows from the seed. */
  @FunctionalInterface
  public interface Test {

    /** Simulates, and throws whatever it finds wrong. */
    void run(long seed) throws Exception;
  }

  /**
   * Runs a test for the seeds 0 to {@code count - 1}, or for that of the {@linkplain #PROPERTY
   * property} alone, until one fails.
   *
   * @throws AssertionError that names the seed; its cause is what was thrown
   * @throws IllegalArgumentException where there is no seed to run
   */
  public static void run(int count, Test test) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be 1 or more, not " + count);
    }
    String only = System.getProperty(PROPERTY);
    if (only != null) {
      runOne(parse(only), test);
      return;
    }
    for (long seed = 0; seed < count; seed++) {
      runOne(seed, test);
    }
  }

  private static long parse(String seed) {
    try {
      return Long.parseLong(seed);
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + " must be a whole number, not '" + seed + "'", notOne);
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
