package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** Endpoints on the kernel that runs wherever the JDK does. */
final class NioTcpTest extends TcpContracts {

  @Override
  protected Kernel openKernel() throws IOException {
    return new NioKernel();
  }

  @Nested
  class UnixSocket extends UnixSocketContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return NioTcpTest.this.openKernel();
    }
  }

  @Nested
  class SelfConnect extends SelfConnectContract {
    @Override
    protected Kernel openKernel() throws IOException {
      return NioTcpTest.this.openKernel();
    }
  }
}
