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
   */
  public static void run(int count, Test test) {
    Long only = Long.getLong(PROPERTY);
    if (only != null) {
      runOne(only, test);
      return;
    }
    for (long seed = 0; seed < count; seed++) {
      runOne(seed, test);
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
