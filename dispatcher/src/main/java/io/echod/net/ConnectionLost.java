package io.echod.net;

import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;
import java.io.IOException;
import java.net.SocketException;

/**
 * A connection has failed, by what the peer or the network did: a reset, a timeout, a peer that
 * does not take what it is owed. It says which, for the one who meets it may be the handler of
 * another connection, or of a timer. Passed on out of a handler, it ends that connection only.
 *
 * <p>It has no stack trace: there is nothing in the program to look for.
 */
public class ConnectionLost extends SocketException implements EndpointFailure {

  private static final long serialVersionUID = 1;

  private final transient Connection connection;

  ConnectionLost(Connection connection, String message) {
    super(message);
    this.connection = connection;
  }

  /** Returns this failure with its connection. */
  static ConnectionLost of(Connection connection, IOException cause) {
    if (cause instanceof ConnectionLost known) {
      return known;
    }
    ConnectionLost lost = new ConnectionLost(connection, String.valueOf(cause.getMessage()));
    lost.initCause(cause);
    return lost;
  }

  /** The connection that is lost. */
  public Connection connection() {
    return connection;
  }

  @Override
  public Endpoint endpoint() {
    return connection;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
