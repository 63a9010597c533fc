package io.echod.verify;

import io.echod.net.ConnectionOptions;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How to verify.
 *
 * @param address of the server
 * @param connection how connections behave
 * @param gentle whether to use few connections and bytes, for servers that others use
 * @param patience how long the server may do nothing before a case is decided
 * @param tls how clients of TLS see the server; empty without TLS
 */
public record VerifyOptions(
    SocketAddress address,
    ConnectionOptions connection,
    boolean gentle,
    Duration patience,
    Optional<TlsTarget> tls) {

  /** Without TLS. */
  public VerifyOptions(
      SocketAddress address, ConnectionOptions connection, boolean gentle, Duration patience) {
    this(address, connection, gentle, patience, Optional.empty());
  }
}
