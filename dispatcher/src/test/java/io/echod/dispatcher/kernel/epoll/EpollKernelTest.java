package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelContract;
import java.io.IOException;

final class EpollKernelTest extends KernelContract {

  @Override
  protected Kernel openKernel() throws IOException {
    return new EpollKernel();
  }
}
