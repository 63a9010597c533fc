package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.AdoptContract;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelContract;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import org.junit.jupiter.api.Nested;

final class SimKernelTest extends KernelContract {

  @Override
  protected Kernel openKernel() {
    return new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel();
  }

  @Nested
  class Adopting extends AdoptContract {
    Adopting() {
      super(SimKernelTest.this::openKernel);
    }

    @Override
    protected Kernel openBeside(Kernel first) {
      return ((SimKernel) first).network.openKernel();
    }
  }
}
