package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** Datagrams on every kernel. */
final class DatagramsTest {

  @Nested
  class Epoll extends DatagramsContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return new EpollKernel();
    }
  }

  @Nested
  class Nio extends DatagramsContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return new NioKernel();
    }
  }

  @Nested
  class Sim extends DatagramsContract {
    @Override
    protected Kernel openKernel() {
      return new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel();
    }
  }
}
