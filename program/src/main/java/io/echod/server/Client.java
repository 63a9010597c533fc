package io.echod.server;

import io.echod.net.Connection;
import io.echod.net.layer.ProxyHeader;
import io.echod.server.admission.ProxyDoor;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The facts about one client of an echo server, for a {@link ClientLog}. Belongs to the thread of
 * the client's dispatcher.
 */
public final class Client {

  private final long number;
  private final Connection connection;
  private final long acceptedNanos;

  /** The log has a line about it. */
  boolean isLogged;

  long bytesRead;
  long bytesEchoed;

  Client(long number, Connection connection) {
    this.number = number;
    this.connection = connection;
    acceptedNanos = now();
  }

  private Optional<SocketAddress> peer() {
    try {
      SocketAddress remote = connection.remoteAddress();
      return Optional.of(
          remote instanceof UnixDomainSocketAddress ? connection.localAddress() : remote);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private long now() {
    return connection.dispatcher().kernel().nanoTime();
  }

  /**
   * Distinguishes it from every other client of the server; 1 or more, in about the order they came
   * in.
   */
  public long number() {
    return number;
  }

  /**
   * Its address: behind a proxy the one that the proxy names; of a client of a Unix socket, which
   * has none, that of the socket. Empty where it had gone before it was accepted.
   */
  public Optional<SocketAddress> address() {
    Optional<SocketAddress> named = ProxyDoor.source(connection);
    return named.isPresent() ? named : peer();
  }

  /** The address of the proxy that names the client; empty where none does. */
  public Optional<SocketAddress> proxy() {
    return ProxyDoor.header(connection).isPresent() ? peer() : Optional.empty();
  }

  /** The address that the client has called; empty where it has gone. */
  Optional<SocketAddress> local() {
    Optional<SocketAddress> named = ProxyDoor.header(connection).flatMap(ProxyHeader::destination);
    if (named.isPresent()) {
      return named;
    }
    try {
      return Optional.of(connection.localAddress());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  Connection connection() {
    return connection;
  }

  /** How long ago it was accepted. */
  public Duration age() {
    return Duration.ofNanos(now() - acceptedNanos);
  }

  /** Bytes read from it. */
  public long bytesRead() {
    return bytesRead;
  }

  /**
   * Those among them that were handed to the system or queued for it; without the bytes that a
   * fault has dropped.
   */
  public long bytesEchoed() {
    return bytesEchoed - connection.droppedBytes();
  }

  /** Why its connection was lost; empty while it is open, and where it was closed in good order. */
  public Optional<IOException> failure() {
    return connection.failure();
  }
}
