package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

final class EpollTcpTest extends TcpContracts {

  @Override
  protected Kernel openKernel() throws IOException {
    return new EpollKernel();
  }

  @Nested
  class UnixSocket extends UnixSocketContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return EpollTcpTest.this.openKernel();
    }
  }

  @Nested
  class SelfConnect extends SelfConnectContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return EpollTcpTest.this.openKernel();
    }
  }
}
