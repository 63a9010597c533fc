package io.echod.cli;

import io.echod.cli.output.LogSetup;
import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernels.Kernels;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the dispatchers wait for events. */
final class WaitOptions {

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
        "Default: auto."
      })
  private Choice choice = Choice.AUTO;

  @Option(
      names = "--busy-poll",
      paramLabel = "auto|off|TIME",
      converter = BusyPollConverter.class,
      description = {
        "Look for events without sleeping for so long, such",
        "as 50us, before every sleep: sooner answers, for a",
        "core per dispatcher at worst. auto: only while it",
        "takes no more than the work does. Default: auto."
      })
  private BusyPoll busyPoll = BusyPoll.AUTO;

  /**
   * Sets an option as the command line does; false where {@link Shortcut} has none of this name.
   */
  boolean set(String name, String value) {
    switch (name) {
      case "--kernel" -> choice = parse(value);
      case "--busy-poll" -> busyPoll = BusyPollConverter.parse(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  BusyPoll busyPoll() {
    return busyPoll;
  }

  /**
   * Opens kernels of the chosen kind.
   *
   * @throws IOException where that kind does not work here
   */
  Kernel.Factory kernels() throws IOException {
    return switch (choice) {
      case NIO -> Kernels.named("nio");
      case EPOLL -> Kernels.named("epoll");
      case AUTO -> Kernels.bestFactory(WaitOptions::warn);
    };
  }

  private static void warn(IOException whyNotEpoll) {
    LogSetup.prepare();
    System.getLogger(WaitOptions.class.getName())
        .log(Level.WARNING, whyNotEpoll.getMessage() + "; using nio");
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
