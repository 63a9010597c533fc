package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.AdoptContract;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelContract;
import io.echod.dispatcher.kernel.SystemContract;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

final class NioKernelTest extends KernelContract {

  @Override
  protected Kernel openKernel() throws IOException {
    return new NioKernel();
  }

  @Nested
  class RealSystem extends SystemContract {
    RealSystem() {
      super(NioKernel::new);
    }
  }

  @Nested
  class Adopting extends AdoptContract {
    Adopting() {
      super(NioKernel::new);
    }

    @Override
    protected Kernel openBeside(Kernel first) throws IOException {
      return new NioKernel();
    }
  }
}
