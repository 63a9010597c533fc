package io.echod.cli;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --kernel}: what the dispatchers wait by. */
final class KernelOption {

  enum Choice {
    AUTO,
    NIO,
    EPOLL
  }

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      converter = ChoiceConverter.class,
      description = {
        "What to wait for events by: epoll (Linux), nio",
        "(everywhere), or auto, the first that works.",
        "Default: nio."
      })
  private Choice choice = Choice.NIO;

  /** Chooses by name, as on the command line. */
  void set(String name) {
    choice = parse(name);
  }

  /**
   * Opens kernels of the chosen kind.
   *
   * @throws IOException where that kind does not work here
   */
  Kernel.Factory factory() throws IOException {
    return switch (choice) {
      case NIO -> NioKernel::new;
      case EPOLL -> {
        EpollKernel.probe();
        yield EpollKernel::new;
      }
      case AUTO -> {
        if (!EpollKernel.isForThisSystem()) {
          yield NioKernel::new;
        }
        try {
          EpollKernel.probe();
          yield EpollKernel::new;
        } catch (IOException unusable) {
          System.getLogger(KernelOption.class.getName())
              .log(Level.WARNING, unusable.getMessage() + "; using nio");
          yield NioKernel::new;
        }
      }
    };
  }

  private static Choice parse(String text) {
    for (Choice choice : Choice.values()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw new TypeConversionException("'" + text + "' is not a kernel; there are auto, nio, epoll");
  }

  static final class ChoiceConverter implements ITypeConverter<Choice> {

    @Override
    public Choice convert(String text) {
      return parse(text);
    }
  }
}
