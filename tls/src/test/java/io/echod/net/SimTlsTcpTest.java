package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.layer.Layer;
import io.echod.tls.Tasks;
import io.echod.tls.TlsOptions;

/** In a simulation, nothing runs on other threads. */
final class SimTlsTcpTest extends TlsTcpContracts {

  private static final Layer.Factory IN_PLACE =
      bothEnds(TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE));

  @Override
  protected Kernel openKernel() {
    return new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel();
  }

  @Override
  protected Layer.Factory layers() {
    return IN_PLACE;
  }
}
