package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;

/** Endpoints on a network without sockets. */
final class SimTcpTest extends TcpContracts {

  @Override
  protected Kernel openKernel() {
    return new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel();
  }
}
