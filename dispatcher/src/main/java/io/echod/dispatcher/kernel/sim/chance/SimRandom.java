package io.echod.dispatcher.kernel.sim.chance;

/**
 * Random numbers that are the same for a seed on every machine and JDK: SplitMix64 (Steele, Lea and
 * Flood, "Fast splittable pseudorandom number generators", 2014).
 *
 * <p>Draw from one {@linkplain #stream stream} for each purpose, so that leaving one purpose out
 * does not change what the others draw.
 */
public final class SimRandom {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;
  private long state;

  /** Begins the sequence of a seed. */
  public SimRandom(long seed) {
    this.seed = seed;
    state = seed;
  }

  /** Another sequence, by a name; always an equal one, however much has been drawn from this. */
  public SimRandom stream(String name) {
    return new SimRandom(mix(seed ^ mix(name.hashCode() + GOLDEN_GAMMA)));
  }

  /** Any value. */
  public long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /**
   * Scatters a value over all 64 bits; equal values give equal ones, different ones different ones.
   */
  public static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** 0 to {@code bound - 1}; the bound is 1 or more. */
  public int below(int bound) {
    return (int) below((long) bound);
  }

  /** 0 to {@code bound - 1}; the bound is 1 or more. */
  public long below(long bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("a bound must be 1 or more, not " + bound);
    }
    return Long.remainderUnsigned(next(), bound);
  }

  /** {@code low} to {@code high}, both included. */
  public int between(int low, int high) {
    return low + (int) below((long) high - low + 1);
  }

  /** {@code low} to {@code high}, both included. */
  public long between(long low, long high) {
    return low + below(high - low + 1);
  }

  /** 0 included to 1 excluded. */
  public double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** True with that probability: never for 0, always for 1. */
  public boolean chance(double probability) {
    return fraction() < probability;
  }
}
