package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;

final class NioTlsTcpTest extends TlsTcpContracts {

  @Override
  protected Kernel openKernel() throws IOException {
    return new NioKernel();
  }
}
