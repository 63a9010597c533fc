package io.echod.net;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.IdleTimeout;
import java.time.Duration;

/** Planted bugs in place of the timeouts of writes. */
final class PlantedTimeouts {

  private PlantedTimeouts() {}

  /** It fires in a year. */
  static IdleTimeout idleAfter(Dispatcher dispatcher, Duration time, Handler handler) {
    return dispatcher.idleAfter(Duration.ofDays(365), handler);
  }

  /** The peer's end is waited for a year. */
  static Duration lingerTimeout(ConnectionOptions options) {
    return Duration.ofDays(365);
  }
}
