package io.echod.scheme.endpoint;

import io.echod.net.Connection;
import java.io.IOException;

/**
 * The urgent byte of a connection (RFC 9293, section 3.8.5). It is taken from the socket before a
 * callback is called for it, so that one which does not read it is not called for it again.
 */
final class Urgent {

  private static final int NONE = -1;

  private final Connection connection;
  private int held = NONE;

  Urgent(Connection connection) {
    this.connection = connection;
  }

  /** Takes the byte that the socket reports; one that nobody has read is lost to the newer one. */
  void take() throws IOException {
    int taken = connection.readUrgent();
    if (taken != NONE) {
      held = taken;
    }
  }

  /** Gives the byte, 0 to 255, once; -1 where none has come since. */
  int read() throws IOException {
    if (connection.isOpen() && connection.complete()) {
      take();
    }
    int urgent = held;
    held = NONE;
    return urgent;
  }
}
