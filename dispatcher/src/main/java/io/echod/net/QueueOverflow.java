package io.echod.net;

/**
 * More was to be queued for a peer that does not read than may be, and the connection was reset:
 * for {@link Connection#writeAll}, more than {@link ConnectionOptions#queuedBytesMax}; for all
 * connections of a dispatcher together, more than {@link ConnectionOptions#queuedBytesTotalMax},
 * where it is the fullest that is reset.
 */
public final class QueueOverflow extends ConnectionLost {

  private static final long serialVersionUID = 1;

  QueueOverflow(Connection connection, String message) {
    super(connection, message);
  }
}
