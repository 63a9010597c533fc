package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;

/** Urgent data on a kernel that can't see it. */
final class NioUrgentDataTest extends UrgentDataContract {

  @Override
  protected Kernel openKernel() throws IOException {
    return new NioKernel();
  }
}
