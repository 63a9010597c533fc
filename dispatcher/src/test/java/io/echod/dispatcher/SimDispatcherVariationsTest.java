package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.sim.Variations;
import org.junit.jupiter.api.Nested;

/** A dispatcher's promises, on networks of many kinds. */
final class SimDispatcherVariationsTest {

  @Nested
  class NoLatency extends DispatcherContract {
    @Override
    protected Kernel openKernel() {
      return Variations.NO_LATENCY.open();
    }
  }

  @Nested
  class WildLatencies extends DispatcherContract {
    @Override
    protected Kernel openKernel() {
      return Variations.WILD_LATENCIES.open();
    }
  }

  @Nested
  class OtherResets extends DispatcherContract {
    @Override
    protected Kernel openKernel() {
      return Variations.OTHER_RESETS.open();
    }
  }

  @Nested
  class Early extends DispatcherContract {
    @Override
    protected Kernel openKernel() {
      return Variations.EARLY.open();
    }
  }

  @Nested
  class Shuffled extends DispatcherContract {
    @Override
    protected Kernel openKernel() {
      return Variations.SHUFFLED.open();
    }
  }

  @Nested
  class Late extends DispatcherContract {
    @Override
    protected Kernel openKernel() {
      return Variations.LATE.open();
    }
  }

  @Nested
  class Slow extends DispatcherContract {
    @Override
    protected Kernel openKernel() {
      return Variations.SLOW.open();
    }
  }
}
