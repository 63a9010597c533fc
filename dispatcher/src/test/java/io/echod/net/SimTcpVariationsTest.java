package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.sim.Variations;
import org.junit.jupiter.api.Nested;

/** Promises of endpoints, on networks of many kinds. */
final class SimTcpVariationsTest {

  @Nested
  class NoLatency extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.NO_LATENCY.open();
    }
  }

  @Nested
  class WildLatencies extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.WILD_LATENCIES.open();
    }
  }

  @Nested
  class OtherResets extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.OTHER_RESETS.open();
    }

    @Override
    protected boolean keepsInputAtReset() {
      return false;
    }
  }

  @Nested
  class Early extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.EARLY.open();
    }
  }

  @Nested
  class Shuffled extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.SHUFFLED.open();
    }
  }

  @Nested
  class Late extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.LATE.open();
    }
  }
}
