package io.echod.measure;

import io.echod.net.ConnectionLost;
import io.echod.net.datagram.DatagramFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** A peer's failure, as results count it. */
public enum ErrorKind {
  /** The name has no address. */
  DNS,
  /** There is no listener. */
  REFUSED,
  /** There is no way to the address. */
  UNREACHABLE,
  /** No answer came in time. */
  TIMEOUT,
  /** The peer, or something on the way, reset the connection. */
  RESET,
  /** The peer ended the connection while it owed bytes. */
  CLOSED,
  /** A handshake of TLS failed, what came was no TLS, or it ended without a close_notify. */
  TLS,
  /** Other bytes came back than were sent. */
  MISMATCH,
  /** More bytes came back than were sent. */
  UNASKED,
  /** The time was over before the message could be sent. */
  UNSENT,
  /** A datagram did not come back in time. */
  LOST,
  /** A datagram came back once more. */
  DUPLICATE,
  /** A datagram came back after one that was sent later. */
  REORDERED,
  /** Anything else, such as a lack of descriptors. */
  OTHER;

  /** The kind of a failure to connect, to read or to write. */
  public static ErrorKind of(IOException failure) {
    return switch (failure) {
      case UnknownHostException _ -> DNS;
      case DatagramFailure failed when failed.getCause() instanceof IOException cause -> of(cause);
      case PortUnreachableException _ -> REFUSED;
      case SocketTimeoutException _ -> TIMEOUT;
      case NoRouteToHostException _ -> UNREACHABLE;
      case SSLException _ -> TLS;
      case ConnectionLost lost when lost.getCause() instanceof SSLException cause -> of(cause);
      default -> ofMessage(failure);
    };
  }

  private static ErrorKind ofMessage(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("reset") || message.contains("broken pipe")) {
      return RESET;
    }
    if (message.contains("timed out")) {
      return TIMEOUT;
    }
    if (message.contains("unreachable") || message.contains("no route")) {
      return UNREACHABLE;
    }
    return failure instanceof ConnectException || message.contains("refused") ? REFUSED : OTHER;
  }

  /** The name in tables and JSON, such as {@code refused}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
