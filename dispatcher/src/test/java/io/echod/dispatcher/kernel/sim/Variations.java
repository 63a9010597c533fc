package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;

/**
 * Networks on which all contracts hold that hold on a calm one. Some that {@link Kernel} allows are
 * missing, as tests of the contracts take more for granted than it promises: that nothing is
 * reported that is not ready, although readiness is but a hint; that one read or write takes a few
 * bytes at once; that a connection holds some thousand unread bytes.
 *
 * <p>On {@link #OTHER_RESETS}, a reset destroys what has come, which {@link Kernel} does not allow,
 * and other systems than Linux do: kernels are not tested on that, what stands on them is.
 */
public enum Variations {
  NO_LATENCY(2, Faults.NONE, 1 << 16, 1 << 16, 0, 0),
  WILD_LATENCIES(2, Faults.NONE, 1 << 16, 1 << 16, 0, 300_000),
  OTHER_RESETS(1, Faults.NONE, 1 << 16, 1 << 16, 50_000, 50_000),
  EARLY(7, Faults.NONE.with(Fault.EARLY_RETURN, 0.3), 1 << 16, 1 << 16, 50_000, 50_000),
  SHUFFLED(2, Faults.NONE.with(Fault.SHUFFLED_READINESS, 1), 1 << 16, 1 << 16, 50_000, 50_000),
  LATE(2, Faults.NONE.with(Fault.LATE_WAKEUP, 0.5), 1 << 16, 1 << 16, 50_000, 50_000),
  SLOW(2, Faults.NONE.with(Fault.SLOW_CALL, 0.05), 1 << 16, 1 << 16, 50_000, 50_000);

  @SuppressWarnings("ImmutableEnumChecker") // a record, of what does not change either
  private final SimOptions options;

  Variations(
      long seed, Faults faults, int minWindow, int maxWindow, long minLatency, long maxLatency) {
    options =
        SimOptions.calm(seed)
            .withFaults(faults)
            .withWindows(minWindow, maxWindow)
            .withLatencies(minLatency, maxLatency)
            .withStart(Long.MAX_VALUE - 1_000_000)
            .withOtherThreads();
  }

  /** Opens a kernel on such a network; its clock is about to wrap. */
  public Kernel open() {
    return new SimNetwork(options).openKernel();
  }

  /** Opens another kernel on the network of the first. */
  public static Kernel openBeside(Kernel first) {
    return ((SimKernel) first).network.openKernel();
  }
}
