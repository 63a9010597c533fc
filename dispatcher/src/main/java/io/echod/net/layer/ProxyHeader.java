package io.echod.net.layer;

import java.net.SocketAddress;
import java.util.Optional;

/**
 * A proxy's account of the connection that it passes on, in front of its bytes (PROXY protocol,
 * versions 1 and 2, https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt).
 *
 * @param version 1 or 2
 * @param kind whose connection it is
 * @param source the client's address; empty but for {@link Kind#PROXIED}, and for a client of a
 *     Unix socket without a name
 * @param destination the address that the client has called; empty where source may be
 * @param details what else it says, in version 2
 */
public record ProxyHeader(
    int version,
    Kind kind,
    Optional<SocketAddress> source,
    Optional<SocketAddress> destination,
    ProxyDetails details) {

  /** Whose connection it is. */
  public enum Kind {
    /** A client's. */
    PROXIED,
    /** A client's, of which the proxy says nothing (UNKNOWN, AF_UNSPEC). */
    UNKNOWN,
    /** The proxy's own, such as a health check (LOCAL). */
    LOCAL
  }

  /** One without addresses. */
  static ProxyHeader without(int version, Kind kind) {
    return new ProxyHeader(version, kind, Optional.empty(), Optional.empty(), ProxyDetails.NONE);
  }
}
