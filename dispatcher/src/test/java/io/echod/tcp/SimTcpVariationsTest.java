package io.echod.tcp;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.sim.Variations;
import org.junit.jupiter.api.Nested;

/** What endpoints promise, on networks of many kinds. */
final class SimTcpVariationsTest {

  @Nested
  class NoLatency extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.NO_LATENCY.open();
    }

    @Override
    protected boolean keepsInputAtReset() {
      return false;
    }
  }

  @Nested
  class WildLatencies extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.WILD_LATENCIES.open();
    }

    @Override
    protected boolean keepsInputAtReset() {
      return false;
    }
  }

  @Nested
  class OtherResets extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.OTHER_RESETS.open();
    }
  }

  @Nested
  class Early extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.EARLY.open();
    }

    @Override
    protected boolean keepsInputAtReset() {
      return false;
    }
  }

  @Nested
  class Shuffled extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.SHUFFLED.open();
    }

    @Override
    protected boolean keepsInputAtReset() {
      return false;
    }
  }

  @Nested
  class Late extends TcpContracts {
    @Override
    protected Kernel openKernel() {
      return Variations.LATE.open();
    }

    @Override
    protected boolean keepsInputAtReset() {
      return false;
    }
  }
}
