package io.echod.net.host;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The order in which the addresses of a host are tried. */
final class AddressOrder {

  private AddressOrder() {}

  /**
   * The families by turns, beginning with that of the first address; within a family as given (RFC
   * 8305, section 4): a family that this machine can't reach costs one attempt before the other's
   * first.
   */
  static List<SocketAddress> interleaved(List<SocketAddress> addresses) {
    List<SocketAddress> first = new ArrayList<>();
    List<SocketAddress> others = new ArrayList<>();
    for (SocketAddress address : addresses) {
      (isSix(address) == isSix(addresses.getFirst()) ? first : others).add(address);
    }
    List<SocketAddress> ordered = new ArrayList<>(addresses.size());
    for (int index = 0; index < Math.max(first.size(), others.size()); index++) {
      if (index < first.size()) {
        ordered.add(first.get(index));
      }
      if (index < others.size()) {
        ordered.add(others.get(index));
      }
    }
    return ordered;
  }

  private static boolean isSix(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
  }
}
