package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelSide;
import java.io.IOException;

/** A kernel without layers. */
record Plain(KernelSide kernel) implements Side {

  @Override
  public Kernel openKernel() throws IOException {
    return kernel.open();
  }

  @Override
  public boolean keepsInputAtReset() {
    return kernel != KernelSide.SIM_OTHER_RESETS;
  }
}
