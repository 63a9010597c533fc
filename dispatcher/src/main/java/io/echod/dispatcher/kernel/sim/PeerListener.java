package io.echod.dispatcher.kernel.sim;

import java.net.InetSocketAddress;
import java.util.function.Function;

/** A listener of the world, for the program under test to call. */
record PeerListener(
    SimNetwork network, InetSocketAddress address, Function<SimPeer, SimPeer.Behaviour> behaviours)
    implements Listeners.Listening {

  @Override
  public boolean shares() {
    return false;
  }

  @Override
  public boolean offer(SocketEnd end) {
    SimPeer peer = new SimPeer(network, end, new SimPeer.Behaviour() {});
    SimPeer.Behaviour behaviour = behaviours.apply(peer);
    peer.behave(behaviour);
    behaviour.begun(peer);
    end.onChange(peer::changed);
    network.soon(peer::changed);
    return true;
  }
}
