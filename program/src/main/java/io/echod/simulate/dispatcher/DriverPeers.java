package io.echod.simulate.dispatcher;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.scenario.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The far ends of the driver's streams: they send, read and end, at random times, for a while. */
final class DriverPeers {

  private static final int PEERS_MAX = 8;
  private static final int STEPS_MAX = 30;

  private final SimNetwork network;
  private final SimRandom random;
  private int called;

  DriverPeers(SimNetwork network, SimRandom random) {
    this.network = network;
    this.random = random;
  }

  /** Has those of the selection call, again and again. */
  void call(Selection selection) {
    int count = random.stream("peers").between(1, PEERS_MAX);
    for (int number = 0; number < count; number++) {
      if (selection.has(number)) {
        SimRandom drawn = random.stream("peer " + number);
        for (int calls = drawn.between(1, 6); calls > 0; calls--) {
          network.after(later(drawn) * drawn.below(8), () -> call(drawn));
        }
      }
    }
  }

  private void call(SimRandom drawn) {
    try {
      SimPeer peer = network.connect(EndpointActions.ADDRESS, new SimPeer.Behaviour() {});
      step(peer, drawn, drawn.between(0, STEPS_MAX));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Where those listen that the driver connects to. */
  InetSocketAddress listen() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return network.listen(
        address,
        peer -> {
          SimRandom drawn = random.stream("called " + called++);
          step(peer, drawn, drawn.between(0, STEPS_MAX));
          return new SimPeer.Behaviour() {};
        });
  }

  private static long later(SimRandom drawn) {
    return drawn.below(1L << drawn.between(10, 24));
  }

  private void step(SimPeer peer, SimRandom drawn, int left) {
    if (left == 0) {
      end(peer, drawn.below(4));
      return;
    }
    network.after(
        later(drawn),
        () -> {
          if (drawn.chance(0.6)) {
            int length = 1 << drawn.between(0, 12);
            peer.send(new byte[length], 0, length);
          } else {
            peer.receive(1 << drawn.between(0, 14));
          }
          step(peer, drawn, left - 1);
        });
  }

  private static void end(SimPeer peer, int how) {
    switch (how) {
      case 0 -> peer.shutdownOutput();
      case 1 -> peer.close();
      case 2 -> peer.reset();
      default -> {
        // Stays, and says no more.
      }
    }
  }
}
