package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import java.io.IOException;

final class EpollDispatcherTest extends DispatcherContract {

  @Override
  protected Kernel openKernel() throws IOException {
    return new EpollKernel();
  }
}
