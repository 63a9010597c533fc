package io.echod.dispatcher.kernel;

/**
 * How to bind a socket for datagrams.
 *
 * @param reusePort several sockets, of one user, share the port and the system spreads senders over
 *     them, all datagrams of one address and port to the same (SO_REUSEPORT of socket(7))
 * @param receiveBufferBytes SO_RCVBUF: what may wait to be received; 0 leaves it to the system
 * @param sendBufferBytes SO_SNDBUF: what may wait to be sent; 0 leaves it to the system
 */
public record DatagramOptions(boolean reusePort, int receiveBufferBytes, int sendBufferBytes) {

  /** All is left to the system. */
  public static final DatagramOptions DEFAULT = new DatagramOptions(false, 0, 0);

  /** Checks the ranges. */
  public DatagramOptions {
    if (receiveBufferBytes < 0 || sendBufferBytes < 0) {
      throw new IllegalArgumentException(
          "a buffer must have 0 bytes or more, not "
              + Math.min(receiveBufferBytes, sendBufferBytes));
    }
  }

  /** Returns these options, sharing the port or not. */
  public DatagramOptions withReusePort(boolean share) {
    return new DatagramOptions(share, receiveBufferBytes, sendBufferBytes);
  }

  /** Returns these options with other buffers, in bytes; 0 leaves one to the system. */
  public DatagramOptions withBuffers(int receiveBytes, int sendBytes) {
    return new DatagramOptions(reusePort, receiveBytes, sendBytes);
  }
}
