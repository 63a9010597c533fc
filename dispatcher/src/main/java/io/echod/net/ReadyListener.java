package io.echod.net;

import io.echod.dispatcher.Deferred;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A listener of {@link Connection#whenReady}, and the link to the next one. */
final class ReadyListener {

  final Deferred report;
  private @Nullable ReadyListener next;

  ReadyListener(Connection connection, Consumer<Connection> listener) {
    report =
        new Deferred(() -> {
          if (connection.takeReadyListener(this)) {
            listener.accept(connection);
          }
        });
  }

  @Nullable ReadyListener next() {
    return next;
  }

  /** Adds one at the end of a list; returns its beginning. */
  static ReadyListener append(@Nullable ReadyListener first, ReadyListener added) {
    if (first == null) {
      return added;
    }
    ReadyListener last = first;
    while (last.next != null) {
      last = last.next;
    }
    last.next = added;
    return first;
  }
}
