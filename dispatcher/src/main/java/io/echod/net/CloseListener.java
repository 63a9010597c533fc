package io.echod.net;

import io.echod.dispatcher.Deferred;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listener for a connection's close, and the link to the next: nearly every connection has one or
 * none. The report takes no memory, for a program that counts connections would wait for ever
 * without it.
 */
final class CloseListener {

  final Deferred report;
  private @Nullable CloseListener next;

  CloseListener(Connection connection, Consumer<Connection> listener) {
    report = new Deferred(() -> listener.accept(connection));
  }

  @Nullable CloseListener next() {
    return next;
  }

  /** Adds one at the end of a list; returns its beginning. */
  static CloseListener append(@Nullable CloseListener first, CloseListener added) {
    if (first == null) {
      return added;
    }
    CloseListener last = first;
    while (last.next != null) {
      last = last.next;
    }
    last.next = added;
    return first;
  }
}
