package io.echod.net.line;

import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;
import io.echod.net.Connection;
import java.io.IOException;

/**
 * A peer has sent a line longer than the limit. The beginning of the next line is unknown; the
 * connection itself is open, so that an answer can be written. Out of a handler it ends the
 * connection that sent the line, and is no mistake of the handler's.
 */
public final class LineTooLong extends IOException implements EndpointFailure {

  private static final long serialVersionUID = 1;

  private final transient Connection connection;
  private final int lineBytesMax;

  LineTooLong(Connection connection, int lineBytesMax) {
    super("a line is longer than " + lineBytesMax + " bytes, from " + connection);
    this.connection = connection;
    this.lineBytesMax = lineBytesMax;
  }

  /** The connection that sent the line. */
  public Connection connection() {
    return connection;
  }

  @Override
  public Endpoint endpoint() {
    return connection;
  }

  /** The longest line that would have been accepted, in bytes, its end not counted. */
  public int lineBytesMax() {
    return lineBytesMax;
  }
}
