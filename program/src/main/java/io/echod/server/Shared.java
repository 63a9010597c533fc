package io.echod.server;

/**
 * What the loops of one server share.
 *
 * @param admission is asked for each client
 * @param faults are put on connections
 */
record Shared(Admission admission, ServerFaults faults) {

  static Shared of(ServerOptions options) {
    return new Shared(new Admission(options), new ServerFaults(options));
  }
}
