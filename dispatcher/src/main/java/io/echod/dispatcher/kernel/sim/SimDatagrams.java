package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Destination;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * UDP in a simulated network: who is bound where, and datagrams on their way. Those from one
 * address to another arrive in the order they were sent in, unless a fault has it otherwise.
 */
final class SimDatagrams {

  private static final int FIRST_PORT = 32_768;
  private static final int LAST_PORT = 60_999;

  /** How much later one arrives that others overtake. */
  private static final int REORDER_NANOS_MAX = 20_000_000;

  /** A bound socket, of either side. */
  interface Socket {

    InetSocketAddress address();

    /** Whether it lets others have the same address. */
    boolean shares();

    /** The only one it receives from; null: from all. */
    @Nullable InetSocketAddress connected();

    /** Another peer's datagram is there. */
    void arrive(byte[] bytes, InetSocketAddress from);

    /** A datagram that it has sent there has found no socket. */
    void unreachable(InetSocketAddress to);
  }

  private record Path(InetSocketAddress from, InetSocketAddress to) {}

  private final SimNetwork network;
  private final List<Socket> sockets = new ArrayList<>();
  private final Map<Path, Long> lastArrivals = new HashMap<>();
  private int lastPort = FIRST_PORT - 1;
  private long overflows;

  SimDatagrams(SimNetwork network) {
    this.network = network;
  }

  /** The address to bind, with a port where it had none. */
  InetSocketAddress bindable(SocketAddress wanted, boolean shares) throws IOException {
    InetSocketAddress address = Destination.toBind(wanted);
    if (!Hosts.isBindable(address.getAddress())) {
      throw new BindException("Cannot assign requested address");
    }
    return free(address, shares);
  }

  /** Checks that an address is free, on any host. */
  InetSocketAddress free(InetSocketAddress address, boolean shares) throws BindException {
    if (address.getPort() == 0) {
      return new InetSocketAddress(address.getAddress(), freePort());
    }
    for (Socket other : sockets) {
      if (Listeners.overlap(other.address(), address) && !(shares && other.shares())) {
        throw new BindException("Address already in use");
      }
    }
    return address;
  }

  private int freePort() {
    do {
      lastPort = lastPort == LAST_PORT ? FIRST_PORT : lastPort + 1;
    } while (sockets.stream().anyMatch(one -> one.address().getPort() == lastPort));
    return lastPort;
  }

  void add(Socket socket) {
    sockets.add(socket);
  }

  void remove(Socket socket) {
    sockets.remove(socket);
  }

  /**
   * Sends a datagram.
   *
   * @param sender gets the error where no socket has the port; null: no socket does
   */
  void send(@Nullable Socket sender, InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
    if (network.chances.happens(Fault.DATAGRAM_LOST)) {
      return;
    }
    travel(sender, from, to, bytes);
    if (network.chances.happens(Fault.DATAGRAM_DUPLICATED)) {
      travel(sender, from, to, bytes);
    }
  }

  private void travel(
      @Nullable Socket sender, InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
    long at = network.nanoTime() + network.drawLatencyNanos();
    if (network.chances.happens(Fault.DATAGRAM_REORDERED)) {
      at += network.chances.below(Fault.DATAGRAM_REORDERED, REORDER_NANOS_MAX);
    } else {
      Path path = new Path(from, to);
      Long last = lastArrivals.get(path);
      if (last != null && at - last < 0) {
        at = last;
      }
      lastArrivals.put(path, at);
    }
    network.at(at, () -> arrive(sender, from, to, bytes));
  }

  private void arrive(
      @Nullable Socket sender, InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
    Socket receiver = find(from, to);
    if (receiver != null) {
      network.trace().note("datagram arrived", to.getPort(), bytes.length);
      receiver.arrive(bytes, from);
    } else if (sender != null) {
      network.later(() -> sender.unreachable(to));
    }
  }

  /** One that is connected to the sender, or else, of several, always the same for a sender. */
  private @Nullable Socket find(InetSocketAddress from, InetSocketAddress to) {
    List<Socket> found =
        sockets.stream()
            .filter(socket -> Listeners.overlap(socket.address(), to))
            .filter(socket -> socket.connected() == null || from.equals(socket.connected()))
            .sorted(Comparator.comparing(socket -> socket.connected() == null))
            .toList();
    if (found.isEmpty()) {
      return null;
    }
    return found.getFirst().connected() != null
        ? found.getFirst()
        : found.get(Math.floorMod(from.hashCode(), found.size()));
  }

  /** A socket had no room for a datagram. */
  void overflowed(int port, int bytes) {
    overflows++;
    network.trace().note("datagram overflows", port, bytes);
  }

  long overflows() {
    return overflows;
  }
}
