package io.echod.dispatcher.kernel;

import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.Variations;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;

/** The kernels for which contracts are run: the two of the system, and simulated networks. */
public enum KernelSide {
  EPOLL(EpollKernel::new),
  NIO(NioKernel::new),
  SIM(() -> new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel()),
  SIM_NO_LATENCY(Variations.NO_LATENCY::open),
  SIM_WILD_LATENCIES(Variations.WILD_LATENCIES::open),
  SIM_OTHER_RESETS(Variations.OTHER_RESETS::open),
  SIM_EARLY(Variations.EARLY::open),
  SIM_SHUFFLED(Variations.SHUFFLED::open),
  SIM_LATE(Variations.LATE::open),
  SIM_SLOW(Variations.SLOW::open);

  @SuppressWarnings("ImmutableEnumChecker") // a constructor, or what opens on options
  private final Kernel.Factory factory;

  KernelSide(Kernel.Factory factory) {
    this.factory = factory;
  }

  /** Opens a kernel; for a simulated one, on a network of its own. */
  public Kernel open() throws IOException {
    return factory.open();
  }

  /** Opens another kernel that connections of the first can be moved to. */
  public Kernel openBeside(Kernel first) throws IOException {
    return this == EPOLL || this == NIO ? open() : Variations.openBeside(first);
  }
}
