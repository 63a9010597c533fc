package io.echod.simulate.guarded;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.server.Client;
import io.echod.server.ClientLog;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import java.util.Arrays;

/**
 * Checks that each client is served by a dispatcher with the fewest of them. The first of three
 * numbers its clients 1, 4, 7 and so on.
 */
final class BalanceCheck implements ClientLog {

  private final SimNetwork network;
  private final Tally tally;
  private final boolean isExact;

  /** The clients of each dispatcher. */
  private final long[] open;

  /**
   * For a server of that many dispatchers.
   *
   * @param isExact whether a client is known to this log from when it is accepted on; behind a
   *     proxy it is not
   */
  BalanceCheck(SimNetwork network, Tally tally, int dispatchers, boolean isExact) {
    this.network = network;
    this.tally = tally;
    this.isExact = isExact;
    open = new long[dispatchers];
  }

  @Override
  public void accepted(Client client) {
    int own = dispatcher(client);
    long fewest = Arrays.stream(open).min().orElse(0);
    if (isExact && open[own] > fewest) {
      // Not thrown, for a failure of a log must not cost a client its connection.
      network.fail(
          Violation.correctness(
              "client number "
                  + client.number()
                  + " is served by a dispatcher that has "
                  + open[own]
                  + " clients, and another one has "
                  + fewest));
    }
    open[own]++;
    tally.count(own == 0 ? "client of the first dispatcher" : "client of another dispatcher");
  }

  @Override
  public void closed(Client client) {
    open[dispatcher(client)]--;
  }

  private int dispatcher(Client client) {
    return (int) ((client.number() - 1) % open.length);
  }

  /** At the end, all clients have gone. */
  void checkOver() {
    Violation.check(
        Arrays.stream(open).allMatch(clients -> clients == 0),
        "clients that have gone are logged as open: " + Arrays.toString(open));
  }
}
