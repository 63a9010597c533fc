package io.echod.net;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.IdleTimeout;
import java.time.Duration;

/** A planted bug in place of a timeout of writes. */
final class PlantedShortTimeouts {

  private PlantedShortTimeouts() {}

  /** It fires at half its time. */
  static IdleTimeout idleAfter(Dispatcher dispatcher, Duration time, Handler handler) {
    return dispatcher.idleAfter(time.dividedBy(2), handler);
  }
}
