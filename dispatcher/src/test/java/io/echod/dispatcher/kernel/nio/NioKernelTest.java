package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelContract;
import java.io.IOException;

final class NioKernelTest extends KernelContract {

  @Override
  protected Kernel openKernel() throws IOException {
    return new NioKernel();
  }
}
