package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelContract;
import org.junit.jupiter.api.Nested;

/** A kernel's promises, on networks of many kinds. */
final class SimKernelVariationsTest {

  @Nested
  class NoLatency extends KernelContract {
    @Override
    protected Kernel openKernel() {
      return Variations.NO_LATENCY.open();
    }
  }

  @Nested
  class WildLatencies extends KernelContract {
    @Override
    protected Kernel openKernel() {
      return Variations.WILD_LATENCIES.open();
    }
  }

  @Nested
  class Early extends KernelContract {
    @Override
    protected Kernel openKernel() {
      return Variations.EARLY.open();
    }
  }

  @Nested
  class Shuffled extends KernelContract {
    @Override
    protected Kernel openKernel() {
      return Variations.SHUFFLED.open();
    }
  }

  @Nested
  class Late extends KernelContract {
    @Override
    protected Kernel openKernel() {
      return Variations.LATE.open();
    }
  }

  @Nested
  class Slow extends KernelContract {
    @Override
    protected Kernel openKernel() {
      return Variations.SLOW.open();
    }
  }
}
