package io.echod.server;

import io.echod.net.Address;
import io.echod.net.Address.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Where one listening socket is.
 *
 * @param address of this machine, or the file of a Unix socket
 * @param portGroup the places of one group share the port that the system picks where theirs is 0
 * @param unixPermissions the mode of a Unix socket's file; empty leaves it to the umask
 * @param transport how bytes get there
 */
record Place(
    SocketAddress address,
    int portGroup,
    Set<PosixFilePermission> unixPermissions,
    Transport transport) {

  /** Copies the permissions. */
  Place {
    unixPermissions = Set.copyOf(unixPermissions);
  }

  /** A place of TCP that is alone in its group, or a Unix socket. */
  static Place of(SocketAddress address, int portGroup) {
    return new Place(address, portGroup, Set.of(), Address.of(address).transport());
  }

  /** The same at another address. */
  Place at(SocketAddress other) {
    return new Place(other, portGroup, unixPermissions, transport);
  }

  /** 0 where the system picks it, and of a Unix socket. */
  int port() {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  /** The same with the port that the system has picked for its group. */
  Place withPort(int port) {
    return address instanceof InetSocketAddress inet
        ? at(new InetSocketAddress(inet.getAddress(), port))
        : this;
  }

  /** The URL of this very place, without settings. */
  Address bare() {
    return address instanceof InetSocketAddress inet
        ? Address.of(transport, inet)
        : Address.of(address);
  }

  /** The URL. */
  @Override
  public String toString() {
    return bare().toString();
  }
}
