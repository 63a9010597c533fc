package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Destination;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The listeners by address, and the free ports. */
final class Listeners {

  private static final int FIRST_PORT = 32_768;
  private static final int LAST_PORT = 60_999;

  /** A listener, of either side. */
  interface Listening {

    InetSocketAddress address();

    /** Whether it lets others listen at the same address. */
    boolean shares();

    /** Offers a connection; returns false where there is no place for it now. */
    boolean offer(SocketEnd end);
  }

  private final List<Listening> all = new ArrayList<>();
  private int lastPort = FIRST_PORT - 1;
  private int turn;

  /** The address to bind, with a port where it had none. */
  InetSocketAddress bindable(SocketAddress wanted, boolean shares) throws java.io.IOException {
    InetSocketAddress address = resolved(wanted);
    Destination.checkListen(address);
    InetAddress host = address.getAddress();
    if (!Hosts.isBindable(host)) {
      throw new BindException("Cannot assign requested address");
    }
    if (address.getPort() == 0) {
      return new InetSocketAddress(host, freePort());
    }
    for (Listening other : all) {
      if (overlap(other.address(), address) && !(shares && other.shares())) {
        throw new BindException("Address already in use");
      }
    }
    return address;
  }

  /** Only names that need no resolver: a simulation has none. */
  static InetSocketAddress resolved(SocketAddress address) throws java.io.IOException {
    if (!(address instanceof InetSocketAddress inet)) {
      throw new BindException("a simulated network has TCP addresses only, not " + address);
    }
    if (inet.isUnresolved()) {
      throw new UnknownHostException(inet.getHostString());
    }
    return inet;
  }

  /**
   * The address that a program calls: of a wildcard, this machine's loopback address.
   *
   * @throws java.net.SocketException for a link-local one without its zone (RFC 4007 section 6)
   */
  static InetSocketAddress callable(SocketAddress address) throws java.io.IOException {
    return resolved(Destination.toConnect(resolved(address)));
  }

  void add(Listening listening) {
    all.add(listening);
  }

  void remove(Listening listening) {
    all.remove(listening);
  }

  /** The one to take a call; of several that share the address, each in its turn. */
  @Nullable Listening find(InetSocketAddress called) {
    List<Listening> found = new ArrayList<>();
    for (Listening listening : all) {
      if (overlap(listening.address(), called)) {
        found.add(listening);
      }
    }
    return found.isEmpty() ? null : found.get(Math.floorMod(turn++, found.size()));
  }

  /** Whether no listener is there. */
  boolean isDeserted(InetSocketAddress address) {
    return all.stream().noneMatch(one -> overlap(one.address(), address));
  }

  /** Whether a datagram or a call to the one address may be for the other. */
  static boolean overlap(InetSocketAddress one, InetSocketAddress other) {
    return one.getPort() == other.getPort()
        && (covers(one.getAddress(), other.getAddress())
            || covers(other.getAddress(), one.getAddress()));
  }

  /** Whether a bound address takes calls for that one: the wildcard of IPv6 takes IPv4 as well. */
  private static boolean covers(InetAddress bound, InetAddress host) {
    return bound.equals(host)
        || (bound.isAnyLocalAddress()
            && (bound instanceof Inet6Address || host instanceof Inet4Address));
  }

  /** Whether the system gives that port to a caller who has not asked for one. */
  static boolean isEphemeral(int port) {
    return port >= FIRST_PORT && port <= LAST_PORT;
  }

  int freePort() {
    do {
      lastPort = lastPort == LAST_PORT ? FIRST_PORT : lastPort + 1;
    } while (all.stream().anyMatch(one -> one.address().getPort() == lastPort));
    return lastPort;
  }
}
