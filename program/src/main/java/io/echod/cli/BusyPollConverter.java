package io.echod.cli;

import io.echod.dispatcher.BusyPoll;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code auto}, {@code off}, or a time such as {@code 50us}. */
final class BusyPollConverter implements ITypeConverter<BusyPoll> {

  @Override
  public BusyPoll convert(String text) {
    return parse(text);
  }

  static BusyPoll parse(String text) {
    return switch (text) {
      case "auto" -> BusyPoll.AUTO;
      case "off" -> BusyPoll.OFF;
      default -> {
        try {
          yield BusyPoll.always(Spans.parse(text));
        } catch (TypeConversionException notOne) {
          throw new TypeConversionException(
              "'" + text + "' is neither auto, off, nor a time such as 50us");
        }
      }
    };
  }
}
