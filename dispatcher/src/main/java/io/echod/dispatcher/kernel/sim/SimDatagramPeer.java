package io.echod.dispatcher.kernel.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket of the world, which a test plays: a client of the server under test, or a server
 * that it sends to.
 */
public final class SimDatagramPeer implements SimDatagrams.Socket {

  private final SimNetwork network;
  private final InetSocketAddress address;
  private final Behaviour behaviour;

  /**
   * A peer's reaction to a datagram. An assertion that fails in here comes out of the dispatcher's
   * {@code monitor}.
   */
  @FunctionalInterface
  public interface Behaviour {

    /** A datagram has arrived. */
    void received(SimDatagramPeer peer, byte[] bytes, InetSocketAddress from);
  }

  private SimDatagramPeer(SimNetwork network, InetSocketAddress address, Behaviour behaviour) {
    this.network = network;
    this.address = address;
    this.behaviour = behaviour;
  }

  /**
   * Opens one at that address of the world.
   *
   * @param address on any host; with port 0, at any port
   * @throws java.net.BindException where the address is taken
   */
  public static SimDatagramPeer open(
      SimNetwork network, InetSocketAddress address, Behaviour behaviour) throws IOException {
    InetSocketAddress free = network.datagrams.free(address, false);
    SimDatagramPeer peer = new SimDatagramPeer(network, free, behaviour);
    network.datagrams.add(peer);
    return peer;
  }

  /**
   * Opens one that is to send to that address: on a host of its own, of the address's family, or on
   * one that has called before.
   */
  public static SimDatagramPeer toCall(
      SimNetwork network, InetSocketAddress called, Behaviour behaviour) throws IOException {
    return open(
        network,
        new InetSocketAddress(network.hosts.drawCaller(called.getAddress()), 0),
        behaviour);
  }

  /** Sends a datagram that claims to be from another address, as who forges one does. */
  public static void forge(
      SimNetwork network, InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
    network.datagrams.send(null, from, to, bytes.clone());
  }

  /** Datagrams that have come while a socket's buffer was full, and were lost. */
  public static long overflows(SimNetwork network) {
    return network.datagrams.overflows();
  }

  /** Sends a datagram. */
  public void send(byte[] bytes, InetSocketAddress to) {
    network.datagrams.send(this, address, to, bytes.clone());
  }

  /** Closes it: datagrams under way find no socket. */
  public void close() {
    network.datagrams.remove(this);
  }

  /** The network it is on. */
  public SimNetwork network() {
    return network;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public boolean shares() {
    return false;
  }

  @Override
  public @Nullable InetSocketAddress connected() {
    return null;
  }

  @Override
  public void arrive(byte[] bytes, InetSocketAddress from) {
    behaviour.received(this, bytes.clone(), from);
  }

  @Override
  public void unreachable(InetSocketAddress to) {}

  @Override
  public String toString() {
    return "datagrams of " + address;
  }
}
