package io.echod.dispatcher.kernel;

import java.net.SocketAddress;

/**
 * A socket that this process was started with, as systemd passes them on (sd_listen_fds(3)). Bound
 * already; {@link Kernel#inherited} looks at it.
 *
 * @param descriptor of the process; it stays open, so that clients that wait there wait on for the
 *     next process when this one ends
 * @param kind what may be done with it
 * @param address that it is bound to
 */
public record InheritedSocket(int descriptor, Kind kind, SocketAddress address) {

  /** The purpose of a socket. */
  public enum Kind {
    /** {@linkplain Kernel#listen(InheritedSocket) Connections}, of TCP or a Unix socket. */
    CONNECTIONS,
    /** {@linkplain Kernel#bind(InheritedSocket) Datagrams} of UDP. */
    DATAGRAMS
  }
}
