package io.echod.net.layer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Planted bugs in place of the layers' code. */
final class PlantedInLayer {

  private PlantedInLayer() {}

  /** A length is one more than it says. */
  static int toUnsignedInt(short length) {
    return Short.toUnsignedInt(length) + 1;
  }

  /** An IPv4 address in one of IPv6 stays what it is. */
  static InetAddress getByAddress(byte[] address) throws UnknownHostException {
    return address.length == 4
        ? InetAddress.getByAddress(address)
        : Inet6Address.getByAddress(null, address, -1);
  }
}
