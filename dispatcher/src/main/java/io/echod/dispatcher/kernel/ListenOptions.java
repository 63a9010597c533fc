package io.echod.dispatcher.kernel;

/**
 * How to listen.
 *
 * @param backlog connections that may wait to be accepted, 1 or more; the system may allow fewer
 *     (listen(2))
 * @param reusePort several listeners, of one user, share the port and the system spreads
 *     connections over them (SO_REUSEPORT of socket(7))
 * @param receiveBufferBytes SO_RCVBUF of the accepted connections; 0 leaves it to the system
 */
public record ListenOptions(int backlog, boolean reusePort, int receiveBufferBytes) {

  /** Backlog 4096, nothing else. */
  public static final ListenOptions DEFAULT = new ListenOptions(4096, false, 0);

  /** Checks the ranges. */
  public ListenOptions {
    if (backlog < 1) {
      throw new IllegalArgumentException("backlog must be 1 or more, not " + backlog);
    }
    if (receiveBufferBytes < 0) {
      throw new IllegalArgumentException(
          "receiveBufferBytes must be 0 or more, not " + receiveBufferBytes);
    }
  }
}
