package io.echod.simulate.server.calls;

import io.echod.dispatcher.kernel.sim.SimPeer;
import java.util.ArrayDeque;

/** A server of the world, which the driver calls: sends back what it gets. */
public final class EchoingPeer implements SimPeer.Behaviour {

  private final ArrayDeque<byte[]> owed = new ArrayDeque<>();
  private boolean ending;

  @Override
  public void readable(SimPeer peer) {
    owed.add(peer.receive(Integer.MAX_VALUE));
    send(peer);
  }

  @Override
  public void writable(SimPeer peer) {
    send(peer);
  }

  private void send(SimPeer peer) {
    while (!owed.isEmpty() && peer.room() > 0) {
      byte[] first = owed.remove();
      int taken = peer.send(first, 0, first.length);
      if (taken < first.length) {
        owed.addFirst(java.util.Arrays.copyOfRange(first, taken, first.length));
      }
    }
    if (ending && owed.isEmpty()) {
      peer.close();
    }
  }

  @Override
  public void ended(SimPeer peer) {
    ending = true;
    send(peer);
  }
}
