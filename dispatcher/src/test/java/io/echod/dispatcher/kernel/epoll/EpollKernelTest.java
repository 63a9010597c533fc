package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.AdoptContract;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelContract;
import io.echod.dispatcher.kernel.SystemContract;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

final class EpollKernelTest extends KernelContract {

  @Override
  protected Kernel openKernel() throws IOException {
    return new EpollKernel();
  }

  @Nested
  class RealSystem extends SystemContract {
    RealSystem() {
      super(EpollKernel::new);
    }
  }

  @Nested
  class Adopting extends AdoptContract {
    Adopting() {
      super(EpollKernel::new);
    }

    @Override
    protected Kernel openBeside(Kernel first) throws IOException {
      return new EpollKernel();
    }
  }
}
