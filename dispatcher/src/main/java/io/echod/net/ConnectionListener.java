package io.echod.net;

import io.echod.dispatcher.Deferred;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listener for a connection's close or for its readiness, and the link to the next: nearly every
 * connection has one or none. The report takes no memory, for a program that counts connections
 * would wait for ever without it.
 */
final class ConnectionListener extends Deferred {

  private final Connection connection;
  private final Consumer<Connection> listener;
  private final boolean isForReadiness;
  private @Nullable ConnectionListener next;

  private ConnectionListener(
      Connection connection, Consumer<Connection> listener, boolean isForReadiness) {
    this.connection = connection;
    this.listener = Objects.requireNonNull(listener, "no listener");
    this.isForReadiness = isForReadiness;
  }

  /** One that is notified of a close; not in a list yet. */
  static ConnectionListener forClose(Connection connection, Consumer<Connection> listener) {
    return new ConnectionListener(connection, listener, false);
  }

  /** One that is notified of readiness, where its connection is still open by then. */
  static ConnectionListener forReadiness(Connection connection, Consumer<Connection> listener) {
    return new ConnectionListener(connection, listener, true);
  }

  /** Notifies the listener. */
  @Override
  public void run() {
    if (!isForReadiness || connection.takeReadyListener(this)) {
      listener.accept(connection);
    }
  }

  @Nullable ConnectionListener next() {
    return next;
  }

  /** Adds one at the end of a list; returns its beginning. */
  static ConnectionListener append(@Nullable ConnectionListener first, ConnectionListener added) {
    if (first == null) {
      return added;
    }
    ConnectionListener last = first;
    while (last.next != null) {
      last = last.next;
    }
    last.next = added;
    return first;
  }

  @Override
  public String toString() {
    return listener.toString();
  }
}
