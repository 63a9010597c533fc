package io.echod.net;

import io.echod.dispatcher.Deferred;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One who is told when a connection has closed, and the link to the next: nearly every connection
 * has one or none. To tell takes no memory, for whoever counts connections would wait for ever.
 */
final class CloseListener {

  final Deferred told;
  private @Nullable CloseListener next;

  CloseListener(Connection connection, Consumer<Connection> listener) {
    told = new Deferred(() -> listener.accept(connection));
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
