package io.echod.simulate.faulty.model;

/**
 * The random numbers of a rule on one connection, as documented: they follow from the seed, the
 * rule's text, the connection's number and the position, and from nothing else.
 */
public final class NaiveDraws {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long key;

  /** Those of a rule, which is the first of its text, on a connection. */
  public NaiveDraws(long seed, String rule, long connection) {
    long hash = 0xcbf29ce484222325L;
    for (int index = 0; index < rule.length(); index++) {
      hash = (hash ^ rule.charAt(index)) * 0x100000001b3L;
    }
    key = scramble(scramble(seed + GOLDEN_GAMMA * connection) ^ scramble(hash));
  }

  private static long scramble(long value) {
    long first = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
    return second ^ (second >>> 31);
  }

  long bits(long position) {
    return scramble(key + (position + 1) * GOLDEN_GAMMA);
  }

  /** 0 included to 1 excluded. */
  double fraction(long position) {
    return (bits(position) >>> 11) / (double) (1L << 53);
  }

  int below(long position, int bound) {
    return (int) Long.remainderUnsigned(bits(position), bound);
  }

  double normal(long position) {
    return StrictMath.sqrt(-2 * StrictMath.log(1 - fraction(2 * position)))
        * StrictMath.cos(2 * Math.PI * fraction(2 * position + 1));
  }

  /** Whether the connection is among that share of them. */
  public boolean concerns(double probability) {
    return probability >= 1 || fraction(Long.MIN_VALUE) < probability;
  }
}
