package io.echod.measure.ping;

import io.echod.net.ConnectionOptions;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * How to ping.
 *
 * @param address of the server
 * @param connection how the connection behaves
 * @param count of messages; 0: until it is stopped
 * @param interval from one message to the next, more than 0
 * @param size bytes of a message, 1 to 65,536
 * @param timeout of each answer and of a connect, more than 0
 */
public record PingOptions(
    SocketAddress address,
    ConnectionOptions connection,
    int count,
    Duration interval,
    int size,
    Duration timeout) {

  /** Checks the ranges. */
  public PingOptions {
    if (count < 0 || size < 1 || size > 1 << 16) {
      throw new IllegalArgumentException("count must be 0 or more, size 1 to 65,536 bytes");
    }
    if (!interval.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException("interval and timeout must be more than 0");
    }
  }
}
