package io.echod.dispatcher.sim;

import java.net.SocketOption;
import java.net.StandardSocketOptions;

/**
 * The options of a simulated stream, their ranges, and what follows from them (socket(7), tcp(7)).
 */
final class SocketOptions {

  private static final long SECOND = 1_000_000_000;
  private static final int PROBE_SECONDS_MAX = 32_767;
  private static final int PROBES_MAX = 127;

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
    if (option.equals(StandardSocketOptions.SO_SNDBUF)) {
      // A direction holds what both ends' buffers do; Linux doubles what is asked for.
      end.out().limitWindow(2L * number(option, value, 0, Integer.MAX_VALUE));
    } else if (option.equals(StandardSocketOptions.SO_RCVBUF)) {
      end.in().limitWindow(2L * number(option, value, 0, Integer.MAX_VALUE));
    } else if (option.equals(StandardSocketOptions.SO_LINGER)) {
      // Any other time only lets a close wait, which none does here.
      resetsAtClose = number(option, value, Integer.MIN_VALUE, Integer.MAX_VALUE) == 0;
    } else if (option.equals(StandardSocketOptions.SO_KEEPALIVE)) {
      keepAlive = flag(option, value);
    } else if (option.equals(StandardSocketOptions.TCP_NODELAY)) {
      flag(option, value);
    } else if (option.equals(StandardSocketOptions.IP_TOS)) {
      number(option, value, 0, 255);
    } else {
      setProbes(option, value);
    }
  }

  /** Those of jdk.net, a module that nothing else here needs: told by their names. */
  private <T> void setProbes(SocketOption<T> option, T value) {
    switch (option.name()) {
      case "TCP_KEEPIDLE" -> idleSeconds = number(option, value, 1, PROBE_SECONDS_MAX);
      case "TCP_KEEPINTERVAL" -> intervalSeconds = number(option, value, 1, PROBE_SECONDS_MAX);
      case "TCP_KEEPCOUNT" -> probes = number(option, value, 1, PROBES_MAX);
      default ->
          throw new UnsupportedOperationException("option " + option.name() + " is not supported");
    }
  }

  private static int number(SocketOption<?> option, Object value, int low, int high) {
    if (value instanceof Integer number && number >= low && number <= high) {
      return number;
    }
    throw new IllegalArgumentException(
        option.name() + " must be a number from " + low + " to " + high + ", not " + value);
  }

  private static boolean flag(SocketOption<?> option, Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalArgumentException(option.name() + " must be true or false, not " + value);
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
