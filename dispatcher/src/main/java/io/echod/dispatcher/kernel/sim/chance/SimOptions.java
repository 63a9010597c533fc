package io.echod.dispatcher.kernel.sim.chance;

/**
 * The properties of a simulated network.
 *
 * @param seed all that is drawn at random follows from it
 * @param faults what goes wrong, and how often
 * @param descriptorsMax sources that a kernel may have open at once, 1 or more
 * @param windowBytesMin the least a direction of a connection holds on its way and unread, 1 byte
 *     or more
 * @param windowBytesMax the most it holds
 * @param latencyNanosMin the least time something takes to get to the other end, 0 or more
 * @param latencyNanosMax the most it takes, while nothing is clogged
 * @param startNanos what the kernels' clock shows at first; any value, so that it may wrap
 * @param otherThreads whether a wait that nothing in the simulation would ever end waits, really,
 *     for another thread to wake it; it fails otherwise, which is what a test wants
 */
public record SimOptions(
    long seed,
    Faults faults,
    int descriptorsMax,
    int windowBytesMin,
    int windowBytesMax,
    long latencyNanosMin,
    long latencyNanosMax,
    long startNanos,
    boolean otherThreads) {

  private static final long MICRO = 1_000;
  private static final long SECOND = 1_000_000_000;

  /** Checks the ranges. */
  public SimOptions {
    if (descriptorsMax < 1) {
      throw new IllegalArgumentException("descriptorsMax must be 1 or more, not " + descriptorsMax);
    }
    if (windowBytesMin < 1 || windowBytesMax < windowBytesMin) {
      throw new IllegalArgumentException(
          "a window must be 1 byte or more, not " + windowBytesMin + " to " + windowBytesMax);
    }
    if (latencyNanosMin < 0 || latencyNanosMax < latencyNanosMin) {
      throw new IllegalArgumentException(
          "a latency must be 0 or more, not " + latencyNanosMin + " to " + latencyNanosMax);
    }
  }

  /** A network without faults: windows of 64 KiB, 50 µs from end to end. */
  public static SimOptions calm(long seed) {
    return new SimOptions(
        seed, Faults.NONE, 1 << 20, 1 << 16, 1 << 16, 50 * MICRO, 50 * MICRO, 0, false);
  }

  /**
   * A network of which everything follows from the seed: faults, small windows, latencies from
   * nothing to 100 ms, and a clock that in one of four cases soon wraps.
   */
  public static SimOptions drawn(long seed) {
    SimRandom random = new SimRandom(seed).stream("network");
    int window = 1 << random.between(2, 14);
    long latency = random.below(100_000L) * (1 + random.below(1_000L));
    long start = random.chance(0.25) ? Long.MAX_VALUE - random.below(10 * SECOND) : random.next();
    return new SimOptions(
        seed,
        Faults.draw(random.stream("faults")),
        1 << 20,
        random.between(1, window),
        window,
        random.below(latency + 1),
        latency,
        start,
        false);
  }

  /** Returns these options with other faults. */
  public SimOptions withFaults(Faults other) {
    return new SimOptions(
        seed,
        other,
        descriptorsMax,
        windowBytesMin,
        windowBytesMax,
        latencyNanosMin,
        latencyNanosMax,
        startNanos,
        otherThreads);
  }

  /** Returns these options with another limit of descriptors. */
  public SimOptions withDescriptors(int max) {
    return new SimOptions(
        seed,
        faults,
        max,
        windowBytesMin,
        windowBytesMax,
        latencyNanosMin,
        latencyNanosMax,
        startNanos,
        otherThreads);
  }

  /** Returns these options with other windows. */
  public SimOptions withWindows(int minBytes, int maxBytes) {
    return new SimOptions(
        seed,
        faults,
        descriptorsMax,
        minBytes,
        maxBytes,
        latencyNanosMin,
        latencyNanosMax,
        startNanos,
        otherThreads);
  }

  /** Returns these options with other latencies. */
  public SimOptions withLatencies(long minNanos, long maxNanos) {
    return new SimOptions(
        seed,
        faults,
        descriptorsMax,
        windowBytesMin,
        windowBytesMax,
        minNanos,
        maxNanos,
        startNanos,
        otherThreads);
  }

  /** Returns these options with another time at first, such as one soon before the clock wraps. */
  public SimOptions withStart(long nanos) {
    return new SimOptions(
        seed,
        faults,
        descriptorsMax,
        windowBytesMin,
        windowBytesMax,
        latencyNanosMin,
        latencyNanosMax,
        nanos,
        otherThreads);
  }

  /** Returns these options, under which waits that only another thread can end do wait. */
  public SimOptions withOtherThreads() {
    return new SimOptions(
        seed,
        faults,
        descriptorsMax,
        windowBytesMin,
        windowBytesMax,
        latencyNanosMin,
        latencyNanosMax,
        startNanos,
        true);
  }
}
