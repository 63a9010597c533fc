package io.echod.scheme.endpoint;

import io.echod.net.Connection;
import java.io.IOException;

/**
 * The urgent byte of a connection (RFC 9293, section 3.8.5). It is taken from the socket before a
 * callback is called for it, so that one which does not read it is not called for it again.
 */
final class Urgent {

  private static final int NONE = -1;

  private int held = NONE;

  /** Takes the byte that the socket reports; an unread one is lost to the newer one. */
  void take(Connection connection) throws IOException {
    int taken = connection.readUrgent();
    if (taken != NONE) {
      held = taken;
    }
  }

  /** Gives the byte, 0 to 255, once; -1 where none has come since. */
  int read(Connection connection) throws IOException {
    if (connection.isOpen()) {
      take(connection);
    }
    int urgent = held;
    held = NONE;
    return urgent;
  }
}
