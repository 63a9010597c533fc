package io.echod.simulate.faulty;

import io.echod.dispatcher.kernel.sim.SimDatagramPeer;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.fault.rule.FaultRule;
import io.echod.simulate.faulty.model.NaiveDatagrams;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * Senders of datagrams to a server that loses, doubles, cuts and reorders them on purpose: each
 * that comes back must be the next of those that the faults leave.
 */
final class FaultyDatagrams {

  private static final int DATAGRAMS_MAX = 40;
  private static final int BYTES_MAX = 300;

  /** So long one waits for others to overtake it (docs/faults.md). */
  private static final long HELD_NANOS = 100 * FaultyPlan.MILLI;

  /** Later than what it takes to find out that nothing follows. */
  private static final long PAUSE_NANOS = 300 * FaultyPlan.MILLI;

  private final SimNetwork network;
  private final Tally tally;
  private final InetSocketAddress server;
  private final NaiveDatagrams model;
  private final Deque<byte[]> expected = new ArrayDeque<>();
  private final long wayNanos;
  private int left;

  FaultyDatagrams(
      SimNetwork network,
      Tally tally,
      InetSocketAddress server,
      List<FaultRule> rules,
      long seed,
      long wayNanos) {
    this.network = network;
    this.tally = tally;
    this.server = server;
    this.wayNanos = wayNanos;
    model = new NaiveDatagrams(rules, seed);
  }

  /** Sends bursts, whose datagrams come in less time than the server holds one back. */
  void start(SimRandom random) throws IOException {
    SimDatagramPeer peer =
        SimDatagramPeer.toCall(network, server, (_, bytes, _) -> received(bytes));
    left = random.between(1, DATAGRAMS_MAX);
    burst(random, peer);
  }

  private void burst(SimRandom random, SimDatagramPeer peer) {
    int count = random.between(1, Math.min(left, 8));
    left -= count;
    for (int number = 0; number < count; number++) {
      // In a tenth of a second, the first that waits may have to wait for the last.
      network.after(
          number * HELD_NANOS / 10,
          () -> {
            byte[] bytes = new byte[random.below(BYTES_MAX)];
            for (int index = 0; index < bytes.length; index++) {
              bytes[index] = (byte) random.next();
            }
            tally.count("datagram to faults");
            expected.addAll(model.next(bytes));
            peer.send(bytes, server);
          });
    }
    network.after(count * HELD_NANOS / 10, () -> expected.addAll(model.rest()));
    network.after(
        PAUSE_NANOS + 2 * wayNanos,
        () -> {
          if (left > 0) {
            burst(random, peer);
          }
        });
  }

  private void received(byte... bytes) {
    byte[] next = expected.poll();
    if (next == null || !Arrays.equals(next, bytes)) {
      throw Violation.correctness(
          "a datagram came back as "
              + words(bytes)
              + ", and "
              + (next == null ? "none was to come" : words(next) + " was to come"));
    }
  }

  private static String words(byte... bytes) {
    int shown = Math.min(bytes.length, 8);
    return bytes.length + " bytes " + HexFormat.of().formatHex(bytes, 0, shown) + "...";
  }

  /** Whether all that was to come has come. */
  boolean isSettled() {
    return left == 0 && expected.isEmpty();
  }

  @Override
  public String toString() {
    return "datagrams, of which " + expected.size() + " are still to come";
  }
}
