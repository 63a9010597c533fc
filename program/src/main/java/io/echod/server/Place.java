package io.echod.server;

import io.echod.net.Names;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalInt;

/**
 * Where to listen.
 *
 * @param address of this machine
 * @param port where it has one of its own; else it is that of the server
 */
public record Place(InetAddress address, OptionalInt port) {

  static Place of(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "no address is known for '" + address.getHostString() + "'");
    }
    return new Place(address.getAddress(), OptionalInt.of(address.getPort()));
  }

  /** An address, or a URL where it has a port of its own. */
  @Override
  public String toString() {
    return port.isPresent()
        ? Names.url(new InetSocketAddress(address, port.getAsInt()))
        : Names.host(new InetSocketAddress(address, 0));
  }
}
