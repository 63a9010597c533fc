package io.echod.net.fault.layer;

/**
 * Random numbers by position: the number at an offset does not depend on what was drawn before, nor
 * on the portions in which the bytes come. SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014), which allows that.
 */
public final class FaultRandom {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long key;

  /** The numbers of one rule on one connection. */
  public FaultRandom(long seed, String rule, long connection) {
    key = mix(mix(seed + GOLDEN_GAMMA * connection) ^ mix(hash(rule)));
  }

  /** FNV-1a, of 64 bits: those of String would let rules share a stream. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int index = 0; index < text.length(); index++) {
      hash = (hash ^ text.charAt(index)) * 0x100000001b3L;
    }
    return hash;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Any value. */
  long at(long position) {
    return mix(key + (position + 1) * GOLDEN_GAMMA);
  }

  /** 0 included to 1 excluded. */
  public double fractionAt(long position) {
    return (at(position) >>> 11) * 0x1.0p-53;
  }

  /** 0 to {@code bound - 1}. */
  public int belowAt(long position, int bound) {
    return (int) Long.remainderUnsigned(at(position), bound);
  }

  /**
   * A number of the standard normal distribution (Box and Muller, 1958); uses two positions'
   * numbers.
   */
  double normalAt(long position) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - fractionAt(2 * position)));
    return radius * StrictMath.cos(2 * Math.PI * fractionAt(2 * position + 1));
  }
}
