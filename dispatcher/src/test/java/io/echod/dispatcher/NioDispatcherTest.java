package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;

final class NioDispatcherTest extends DispatcherContract {

  @Override
  protected Kernel openKernel() throws IOException {
    return new NioKernel();
  }
}
