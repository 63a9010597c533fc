package io.echod.net;

import io.echod.dispatcher.Deferred;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A listener for a connection's close or for its readiness, and the link to the next: nearly every
 * connection has one or none. The report takes no memory, for a program that counts connections
 * would wait for ever without it.
 */
final class ConnectionListener {

  final Deferred report;
  private @Nullable ConnectionListener next;

  /**
   * Makes one that is not in a list yet.
   *
   * @param due decides, when the report is run, whether the listener is called
   */
  ConnectionListener(
      Connection connection, Predicate<ConnectionListener> due, Consumer<Connection> listener) {
    report =
        new Deferred(() -> {
          if (due.test(this)) {
            listener.accept(connection);
          }
        });
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
}
