package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.StreamOption;
import java.net.SocketOption;

/**
 * The options of a simulated stream, their ranges, and what follows from them (socket(7), tcp(7)).
 */
final class SocketOptions {

  private static final long SECOND = 1_000_000_000;

  private boolean keepAlive;
  private boolean resetsAtClose;
  private int idleSeconds = 7_200;
  private int intervalSeconds = 75;
  private int probes = 9;

  /**
   * Sets one, on behalf of an end.
   *
   * @throws UnsupportedOperationException where it is none of those that every kernel takes
   * @throws IllegalArgumentException where the value is out of range
   */
  <T> void set(SocketOption<T> option, T value, SocketEnd end) {
    StreamOption known = StreamOption.of(option, true);
    int number = known.number(value);
    switch (known) {
      // A direction holds what both ends' buffers do; Linux doubles what is asked for.
      case SO_SNDBUF -> end.out().limitWindow(2L * number);
      case SO_RCVBUF -> end.in().limitWindow(2L * number);
      // Any other time only lets a close wait, which none does here.
      case SO_LINGER -> resetsAtClose = number == 0;
      case SO_KEEPALIVE -> keepAlive = number != 0;
      case TCP_KEEPIDLE -> idleSeconds = number;
      case TCP_KEEPINTERVAL -> intervalSeconds = number;
      case TCP_KEEPCOUNT -> probes = number;
      case TCP_NODELAY, IP_TOS -> {}
    }
  }

  /** SO_KEEPALIVE: a peer that says nothing for long is asked whether it is still there. */
  boolean keepAlive() {
    return keepAlive;
  }

  /** After so much silence a peer is taken for gone; with no other choice, 2 h 11 min 15 s. */
  long keepAliveNanos() {
    return (idleSeconds + (long) intervalSeconds * probes) * SECOND;
  }

  /** SO_LINGER of 0: a close is a reset. */
  boolean resetsAtClose() {
    return resetsAtClose;
  }
}
