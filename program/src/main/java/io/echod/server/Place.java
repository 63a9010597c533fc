package io.echod.server;

import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.setting.ListenKind;
import io.echod.settings.Settings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Where one listening socket is, and what is set for it.
 *
 * @param address of this machine, or the file of a Unix socket
 * @param listener the number of the listener it belongs to; the places of one listener share the
 *     port that the system picks where theirs is 0
 * @param url that says so, with the settings of the listener
 * @param settings the server's, with the listener's own over them
 * @param inherited the socket that was handed over for it; empty where one is to be opened
 */
record Place(
    SocketAddress address,
    int listener,
    Address url,
    Settings settings,
    Optional<InheritedSocket> inherited) {

  /** A place of TCP or a Unix socket, without settings. */
  static Place of(SocketAddress address, int listener) {
    return new Place(address, listener, Address.of(address), Settings.DEFAULT, Optional.empty());
  }

  /** Returns this place with a socket that was handed over for it. */
  Place inheriting(InheritedSocket socket) {
    return new Place(socket.address(), listener, url, settings, Optional.of(socket));
  }

  /** Returns this place at another address. */
  Place at(SocketAddress other) {
    return new Place(other, listener, url, settings, inherited);
  }

  /** Returns this place with other settings. */
  Place withSettings(Settings other) {
    return new Place(address, listener, url, other, inherited);
  }

  /** How bytes get there. */
  Transport transport() {
    return url.transport();
  }

  /** Whether several dispatchers may listen there, each by a socket of its own. */
  boolean isShareable() {
    return address instanceof InetSocketAddress || inherited.isPresent();
  }

  /** The mode of a Unix socket's file; empty leaves it to the umask. */
  Set<PosixFilePermission> unixPermissions() {
    return ListenKind.mode(url);
  }

  /** 0 where the system picks it, and of a Unix socket. */
  int port() {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  /** Returns this place with the port that the system has picked for its group. */
  Place withPort(int port) {
    return address instanceof InetSocketAddress inet
        ? at(new InetSocketAddress(inet.getAddress(), port))
        : this;
  }

  /** The URL of this very place, without settings. */
  Address bare() {
    return address instanceof InetSocketAddress inet
        ? Address.of(url.transport(), inet)
        : Address.of(address);
  }

  /** The URL. */
  @Override
  public String toString() {
    return bare().toString();
  }
}
