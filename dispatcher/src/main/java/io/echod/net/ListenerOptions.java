package io.echod.net;

import io.echod.dispatcher.kernel.ListenOptions;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

/**
 * How a listener behaves.
 *
 * @param socket backlog and the like
 * @param connections for the connections it accepts
 * @param acceptsPerTurnMax connections accepted in one turn, 1 or more, so that a flood of them
 *     can't keep others from being served
 * @param retryDelay the pause after an accept that failed for lack of means, such as descriptors;
 *     doubled each time up to a second, and no less than this where this is longer; more than zero
 * @param unixPermissions the mode of a Unix socket's file; empty leaves it to {@code socket}
 */
public record ListenerOptions(
    ListenOptions socket,
    ConnectionOptions connections,
    int acceptsPerTurnMax,
    Duration retryDelay,
    Set<PosixFilePermission> unixPermissions) {

  /** 64 accepts per turn, first retry after 10 ms, the rest as the records within have it. */
  public static final ListenerOptions DEFAULT =
      new ListenerOptions(
          ListenOptions.DEFAULT, ConnectionOptions.DEFAULT, 64, Duration.ofMillis(10), Set.of());

  /** Checks the ranges. */
  public ListenerOptions {
    if (acceptsPerTurnMax < 1) {
      throw new IllegalArgumentException(
          "acceptsPerTurnMax must be 1 or more, not " + acceptsPerTurnMax);
    }
    if (!retryDelay.isPositive()) {
      throw new IllegalArgumentException("retryDelay must be more than 0, not " + retryDelay);
    }
    unixPermissions = Set.copyOf(unixPermissions);
  }

  /** Returns these options with another socket. */
  public ListenerOptions withSocket(ListenOptions other) {
    return new ListenerOptions(other, connections, acceptsPerTurnMax, retryDelay, unixPermissions);
  }

  /** Returns these options for other connections. */
  public ListenerOptions withConnections(ConnectionOptions other) {
    return new ListenerOptions(socket, other, acceptsPerTurnMax, retryDelay, unixPermissions);
  }

  /** Returns these options with another mode for a Unix socket's file. */
  public ListenerOptions withUnixPermissions(Set<PosixFilePermission> other) {
    return new ListenerOptions(socket, connections, acceptsPerTurnMax, retryDelay, other);
  }

  /** The socket's options, with the mode of a Unix socket's file. */
  ListenOptions unixSocket() {
    return unixPermissions.isEmpty() ? socket : socket.withUnixPermissions(unixPermissions);
  }
}
