package io.echod.server.setting;

import io.echod.dispatcher.BusyPoll;
import io.echod.settings.BadValue;
import io.echod.settings.Kind;
import io.echod.settings.TimeKind;
import java.time.Duration;

/** {@code auto}, {@code off}, or a time such as {@code 50us}. */
final class BusyPollKind implements Kind<BusyPoll> {

  @Override
  public String label() {
    return "auto|off|TIME";
  }

  @Override
  public BusyPoll parse(String text) {
    return switch (text) {
      case "auto" -> BusyPoll.AUTO;
      case "off" -> BusyPoll.OFF;
      default -> {
        try {
          yield BusyPoll.always(TimeKind.TIME.parse(text));
        } catch (BadValue notOne) {
          throw new BadValue("'" + text + "' is neither auto, off, nor a time such as 50us");
        }
      }
    };
  }

  @Override
  public String print(BusyPoll busyPoll) {
    return busyPoll.equals(BusyPoll.AUTO)
        ? "auto"
        : busyPoll.equals(BusyPoll.OFF)
            ? "off"
            : TimeKind.TIME.print(Duration.ofNanos(busyPoll.spanNanos()));
  }
}
