package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelSide;
import io.echod.net.layer.Layer;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every contract of endpoints once more, with layers between connections and sockets. */
@ParameterizedClass
@EnumSource
final class LayeredTcpTest extends TcpContracts {

  private static final Layer.Factory ONE = (below, _) -> new TestLayer(below);
  private static final Layer.Factory TWO = ONE.under(ONE);

  enum Layered implements Side {
    EPOLL(KernelSide.EPOLL, ONE),
    NIO(KernelSide.NIO, ONE),
    SIM(KernelSide.SIM, ONE),
    SIM_OF_TWO(KernelSide.SIM, TWO),
    EPOLL_OF_TWO(KernelSide.EPOLL, TWO);

    private final KernelSide kernel;

    @SuppressWarnings("ImmutableEnumChecker") // makes layers, and has no state
    private final Layer.Factory layers;

    Layered(KernelSide kernel, Layer.Factory layers) {
      this.kernel = kernel;
      this.layers = layers;
    }

    @Override
    public Kernel openKernel() throws IOException {
      return kernel.open();
    }

    @Override
    public Layer.Factory layers() {
      return layers;
    }
  }

  LayeredTcpTest(Layered side) {
    super(side);
  }
}
