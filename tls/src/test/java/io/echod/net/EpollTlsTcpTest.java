package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import java.io.IOException;

final class EpollTlsTcpTest extends TlsTcpContracts {

  @Override
  protected Kernel openKernel() throws IOException {
    return new EpollKernel();
  }
}
