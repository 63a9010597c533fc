package io.echod.dispatcher.kernel;

import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * The options that {@link StreamSource#option} takes, by the names that the JDK gives them, and
 * their values: so every side of the seam takes the same ones and refuses the same ones.
 */
public enum StreamOption {
  /** Bytes of the send buffer, 1 or more; the system may take another number (socket(7)). */
  SO_SNDBUF(1, Integer.MAX_VALUE, false),
  /** Bytes of the receive buffer, 1 or more; the system may take another number (socket(7)). */
  SO_RCVBUF(1, Integer.MAX_VALUE, false),
  /**
   * The fate of bytes that are still to be sent at a close (socket(7)): 0 throws them away and
   * resets the connection; -1, and 1 to 65,535 seconds, leave them to the system. No close waits
   * for them, for nothing here blocks.
   */
  SO_LINGER(-1, 65_535, false),
  /** Whether a silent peer is asked for a sign of life (socket(7)). */
  SO_KEEPALIVE(true),
  /** Whether small writes are sent at once (tcp(7)). */
  TCP_NODELAY(true),
  /** The byte of differentiated services, 0 to 255 (RFC 2474; ip(7), and ipv6(7) as well). */
  IP_TOS(0, 255, true),
  /** Seconds of silence before a peer is asked, 1 to 32,767 (tcp(7)). */
  TCP_KEEPIDLE(1, 32_767, true),
  /** Seconds between two questions, 1 to 32,767 (tcp(7)). */
  TCP_KEEPINTERVAL(1, 32_767, true),
  /** Questions without an answer after which the connection is lost, 1 to 127 (tcp(7)). */
  TCP_KEEPCOUNT(1, 127, true);

  private final int minimum;
  private final int maximum;
  private final boolean tcpOnly;
  private final boolean flag;

  StreamOption(int minimum, int maximum, boolean tcpOnly) {
    this.minimum = minimum;
    this.maximum = maximum;
    this.tcpOnly = tcpOnly;
    flag = false;
  }

  StreamOption(boolean tcpOnly) {
    minimum = 0;
    maximum = 1;
    this.tcpOnly = tcpOnly;
    flag = true;
  }

  /**
   * Finds the option of that name.
   *
   * @param tcp whether it is for a stream over TCP, and not for a Unix socket
   * @throws UnsupportedOperationException where such a stream has no such option
   */
  public static StreamOption of(SocketOption<?> option, boolean tcp) {
    for (StreamOption candidate : values()) {
      if (candidate.name().equals(option.name())) {
        if (candidate.tcpOnly && !tcp) {
          throw new UnsupportedOperationException(option + " is not for Unix sockets");
        }
        return candidate;
      }
    }
    throw new UnsupportedOperationException(option + " can't be set on a stream");
  }

  /**
   * The number that stands for a value: of a flag, 0 or 1.
   *
   * @throws IllegalArgumentException where the value is none of this option's
   */
  public int number(@Nullable Object value) {
    if (flag && value instanceof Boolean is) {
      return is ? 1 : 0;
    }
    if (!flag && value instanceof Integer number && number >= minimum && number <= maximum) {
      return number;
    }
    String range = flag ? "true or false" : minimum + " to " + maximum;
    throw new IllegalArgumentException(name() + " must be " + range + ", not " + value);
  }
}
