package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelContract;

final class SimKernelTest extends KernelContract {

  @Override
  protected Kernel openKernel() {
    return new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel();
  }
}
