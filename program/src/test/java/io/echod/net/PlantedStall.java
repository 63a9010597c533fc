package io.echod.net;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;

/** A planted bug in place of a connection's code once it has caught up. */
final class PlantedStall {

  private PlantedStall() {}

  /** A peer that was slow once is never read from again. */
  static void mask(Dispatcher dispatcher, Endpoint connection, int reasons, int heldOnly) {
    if ((reasons | heldOnly) != 0) {
      dispatcher.mask(connection, reasons, heldOnly);
    }
  }
}
