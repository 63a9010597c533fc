package io.echod.server;

import io.echod.net.Names;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The addresses that a server listens on, without those that another one of them takes in: a
 * wildcard has every address of its family, and {@code ::} those of IPv4 as well (ipv6(7),
 * IPV6_V6ONLY). Bound twice, an address is in use, and by this very server.
 */
final class BindAddresses {

  private BindAddresses() {}

  /**
   * Leaves out what is taken in by another address with the same port, in the same order.
   *
   * @param told is given a line for each address left out
   */
  static List<InetSocketAddress> distinct(
      List<InetSocketAddress> addresses, Consumer<String> told) {
    List<InetSocketAddress> distinct = new ArrayList<>();
    for (int index = 0; index < addresses.size(); index++) {
      Optional<InetSocketAddress> covering = covering(addresses, index);
      if (covering.isEmpty()) {
        distinct.add(addresses.get(index));
      } else {
        told.accept(describe(addresses.get(index), covering.get()));
      }
    }
    return distinct;
  }

  private static String describe(InetSocketAddress address, InetSocketAddress covering) {
    return isSame(address, covering)
        ? Names.url(address) + " is given twice"
        : Names.url(address) + " is taken in by " + Names.url(covering);
  }

  /** An earlier one that is the same, or any that is wider. */
  private static Optional<InetSocketAddress> covering(List<InetSocketAddress> all, int index) {
    InetSocketAddress address = all.get(index);
    for (int other = 0; other < all.size(); other++) {
      InetSocketAddress candidate = all.get(other);
      if (isWider(candidate, address) || (other < index && isSame(candidate, address))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(InetSocketAddress one, InetSocketAddress other) {
    return one.equals(other) && zone(one) == zone(other);
  }

  /** The interface of a link-local address, which equality of addresses leaves out. */
  private static int zone(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
  }

  private static boolean isWider(InetSocketAddress wide, InetSocketAddress narrow) {
    if (wide.isUnresolved()
        || narrow.isUnresolved()
        || wide.getPort() != narrow.getPort()
        || !wide.getAddress().isAnyLocalAddress()) {
      return false;
    }
    boolean isForBoth = wide.getAddress() instanceof Inet6Address;
    InetAddress address = narrow.getAddress();
    return isForBoth
        ? !(address instanceof Inet6Address && address.isAnyLocalAddress())
        : address instanceof Inet4Address && !address.isAnyLocalAddress();
  }
}
