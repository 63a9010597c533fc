package io.echod.net;

import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;

/**
 * A failure for which there is no memory to say more: made beforehand, without a stack trace, for a
 * listener that waits must be notified with something.
 */
final class Untold extends SocketException {

  private static final long serialVersionUID = 1;

  /** For a write. */
  static final Optional<IOException> LOST =
      Optional.of(new Untold("connection was lost, and there is no memory to say why"));

  /** For an attempt to connect. */
  static final Optional<IOException> NOT_CONNECTED =
      Optional.of(new Untold("can't connect: there is no memory, not even to say where to"));

  private Untold(String text) {
    super(text);
  }

  /** Has the class ready, as every first call does. */
  static void prepare() {}

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
