package io.echod.net.datagram;

import io.echod.dispatcher.kernel.DatagramOptions;

/**
 * How an endpoint for datagrams behaves.
 *
 * @param socket its buffers, and whether it shares its port
 * @param queuedBytesMax what may be queued while the socket takes none, 0 or more; each datagram
 *     counts 64 bytes more than it has
 */
public record DatagramsOptions(DatagramOptions socket, int queuedBytesMax) {

  /** 256 KiB of queue, the rest is left to the system. */
  public static final DatagramsOptions DEFAULT =
      new DatagramsOptions(DatagramOptions.DEFAULT, 256 * 1024);

  /** Checks the ranges. */
  public DatagramsOptions {
    if (queuedBytesMax < 0) {
      throw new IllegalArgumentException("queuedBytesMax must be 0 or more, not " + queuedBytesMax);
    }
  }

  /** Returns these options with another socket. */
  public DatagramsOptions withSocket(DatagramOptions other) {
    return new DatagramsOptions(other, queuedBytesMax);
  }

  /** Returns these options with another queue, in bytes. */
  public DatagramsOptions withQueue(int bytesMax) {
    return new DatagramsOptions(socket, bytesMax);
  }
}
