package io.echod.server;

import io.echod.server.admission.Admission;
import java.util.List;

/**
 * State that the loops of one server share.
 *
 * @param admission is asked for each client
 * @param faults are put on connections
 * @param layers of the listeners, under the faults
 * @param balance says which of them serves a connection, where they are balanced
 */
record Shared(Admission admission, ServerFaults faults, ListenerLayers layers, Balance balance) {

  /** Reads what listeners in these places need, such as certificates. */
  static Shared of(ServerOptions options, List<Place> places) {
    return new Shared(
        new Admission(options.settings()),
        new ServerFaults(options),
        ListenerLayers.open(places, options.tls()),
        new Balance());
  }
}
