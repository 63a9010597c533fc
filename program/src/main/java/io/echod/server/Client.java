package io.echod.server;

import io.echod.net.Connection;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What is known of one client of an echo server, for a {@link ClientLog}. Belongs to the thread of
 * the client's dispatcher.
 */
public final class Client {

  private final long number;
  private final Connection connection;
  private final Optional<SocketAddress> address;
  private final long acceptedNanos;
  long bytesRead;
  long bytesEchoed;

  Client(long number, Connection connection) {
    this.number = number;
    this.connection = connection;
    address = addressOf(connection);
    acceptedNanos = now();
  }

  private static Optional<SocketAddress> addressOf(Connection connection) {
    try {
      return Optional.of(connection.remoteAddress());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private long now() {
    return connection.dispatcher().kernel().nanoTime();
  }

  /** Tells it from every other client of the server; 1 or more, in about the order they came in. */
  public long number() {
    return number;
  }

  /** Its address; empty where it had gone before it was accepted. */
  public Optional<SocketAddress> address() {
    return address;
  }

  /** How long ago it was accepted. */
  public Duration age() {
    return Duration.ofNanos(now() - acceptedNanos);
  }

  /** Bytes read from it. */
  public long bytesRead() {
    return bytesRead;
  }

  /** Of those, the bytes handed to the system or queued for it. */
  public long bytesEchoed() {
    return bytesEchoed;
  }

  /** Why its connection was lost; empty while it is open, and where it was closed in good order. */
  public Optional<IOException> failure() {
    return connection.failure();
  }
}
