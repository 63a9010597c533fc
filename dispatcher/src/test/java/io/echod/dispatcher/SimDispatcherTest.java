package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;

final class SimDispatcherTest extends DispatcherContract {

  @Override
  protected Kernel openKernel() {
    return new SimNetwork(SimOptions.calm(1).withOtherThreads()).openKernel();
  }
}
