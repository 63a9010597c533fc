package io.echod.dispatcher.kernels;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Chooses a kernel. Its methods may be called from any thread. */
public final class Kernels {

  private Kernels() {}

  /**
   * Opens the best kernel that works here, for one dispatcher: epoll on Linux, on x86-64 and
   * aarch64, else nio. Where epoll ought to work and does not, a warning is logged.
   *
   * @throws IOException where the system has no means for one, such as descriptors
   */
  public static Kernel best() throws IOException {
    return bestFactory().open();
  }

  /** Opens the best kernels that work here, for several dispatchers; see {@link #best}. */
  public static Kernel.Factory bestFactory() {
    return bestFactory(why ->
        System.getLogger(Kernels.class.getName())
            .log(Level.WARNING, why.getMessage() + "; using nio"));
  }

  /**
   * As {@link #best()}; {@code instead} is given the reason where epoll ought to work and does not.
   */
  public static Kernel.Factory bestFactory(Consumer<IOException> instead) {
    if (!EpollKernel.isForThisSystem()) {
      return NioKernel::new;
    }
    try {
      return named("epoll");
    } catch (IOException unusable) {
      instead.accept(unusable);
      return NioKernel::new;
    }
  }

  /**
   * Opens kernels of one kind.
   *
   * @param name {@code epoll} or {@code nio}, as {@link Kernel#name} has it
   * @throws IOException where that kind does not work here; the message says why
   * @throws IllegalArgumentException where there is no such kind
   */
  public static Kernel.Factory named(String name) throws IOException {
    return switch (name) {
      case "nio" -> NioKernel::new;
      case "epoll" -> {
        EpollKernel.probe();
        yield EpollKernel::new;
      }
      default ->
          throw new IllegalArgumentException(
              "'" + name + "' is not a kernel; there are epoll, nio");
    };
  }
}
