package io.echod.cli.command;

import io.echod.cli.output.LogSetup;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.server.setting.KernelChoice;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Opens kernels of the chosen kind. */
public final class KernelChooser {

  private KernelChooser() {}

  /** Opens no kernel yet; throws where that kind does not work here. */
  public static Kernel.Factory kernels(KernelChoice choice) throws IOException {
    return switch (choice) {
      case NIO -> Kernels.named("nio");
      case EPOLL -> Kernels.named("epoll");
      case AUTO -> Kernels.bestFactory(KernelChooser::warn);
    };
  }

  private static void warn(IOException whyNotEpoll) {
    LogSetup.prepare();
    System.getLogger(KernelChooser.class.getName())
        .log(Level.WARNING, whyNotEpoll.getMessage() + "; using nio");
  }
}
