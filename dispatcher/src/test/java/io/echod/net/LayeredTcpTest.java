package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.layer.Layer;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** Every contract of endpoints once more, with layers between connections and sockets. */
final class LayeredTcpTest {

  private static final Layer.Factory ONE = (below, _) -> new TestLayer(below);
  private static final Layer.Factory TWO = ONE.under(ONE);

  abstract static class Layered extends TcpContracts {
    @Override
    protected Layer.Factory layers() {
      return ONE;
    }
  }

  @Nested
  class Epoll extends Layered {
    @Override
    protected Kernel openKernel() throws IOException {
      return new EpollKernel();
    }
  }

  @Nested
  class Nio extends Layered {
    @Override
    protected Kernel openKernel() throws IOException {
      return new NioKernel();
    }
  }

  @Nested
  class Sim extends Layered {
    @Override
    protected Kernel openKernel() {
      return new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel();
    }
  }

  @Nested
  class SimOfTwo extends Layered {
    @Override
    protected Kernel openKernel() {
      return new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TWO;
    }
  }

  @Nested
  class EpollOfTwo extends Layered {
    @Override
    protected Kernel openKernel() throws IOException {
      return new EpollKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return TWO;
    }
  }
}
