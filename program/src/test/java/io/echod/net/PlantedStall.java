package io.echod.net;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;

/** What a planted bug does in place of what a connection does once it has caught up. */
final class PlantedStall {

  private PlantedStall() {}

  /** Who was slow once is never read from again. */
  static void mask(Dispatcher dispatcher, Endpoint connection, int reasons, int heldOnly) {
    if ((reasons | heldOnly) != 0) {
      dispatcher.mask(connection, reasons, heldOnly);
    }
  }
}
