package io.echod.tcp;

import java.util.function.Consumer;

/** Two listeners as one: nearly every connection has one or none, and pays for no list. */
record CloseListeners(Consumer<Connection> first, Consumer<Connection> second)
    implements Consumer<Connection> {

  @Override
  public void accept(Connection connection) {
    try {
      first.accept(connection);
    } finally {
      second.accept(connection);
    }
  }
}
