package io.echod.tcp;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import java.io.IOException;

final class EpollTcpTest extends TcpContracts {

  @Override
  protected Kernel openKernel() throws IOException {
    return new EpollKernel();
  }
}
