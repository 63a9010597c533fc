package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.BacklogFullException;
import io.echod.dispatcher.kernel.Destination;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Failures of system calls as exceptions of the types that {@code java.net} has for them. */
final class Errors {

  private static final AtomicReferenceArray<String> TEXTS = new AtomicReferenceArray<>(256);

  private Errors() {}

  /**
   * The peer's doing, or the network's: nothing in the program to look for, so no stack trace,
   * which would cost more than all else about the end of a connection.
   */
  private static final class ConnectionLost extends SocketException {

    private static final long serialVersionUID = 1;

    ConnectionLost(String text) {
      super(text);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /**
   * Has all at hand that a failure for lack of means needs: loading a class then may take a
   * descriptor or memory that is not there.
   */
  static void prepare(MemorySegment state) {
    of(state, Libc.EMFILE);
    of(state, Libc.ECONNRESET);
  }

  /** The errno of the last call with this state, as an exception. */
  static IOException of(MemorySegment state) {
    return of(state, Libc.errno(state));
  }

  static IOException of(MemorySegment state, int errno) {
    String text = text(state, errno);
    return switch (errno) {
      case Libc.EADDRINUSE, Libc.EADDRNOTAVAIL -> new BindException(text);
      case Libc.ECONNREFUSED -> new ConnectException(text);
      case Libc.EAFNOSUPPORT -> new SocketException("this machine has no IPv6");
      case Libc.ECONNRESET, Libc.EPIPE, Libc.ETIMEDOUT, Libc.EHOSTUNREACH ->
          new ConnectionLost(text);
      default -> new SocketException(text);
    };
  }

  /** Whether a stream that a call has failed with this on is lost for good. */
  static boolean isLoss(int errno) {
    return switch (errno) {
      case Libc.ECONNRESET,
          Libc.ECONNABORTED,
          Libc.ECONNREFUSED,
          Libc.ETIMEDOUT,
          Libc.EHOSTUNREACH,
          Libc.EHOSTDOWN,
          Libc.ENETUNREACH,
          Libc.ENETDOWN,
          Libc.EPROTO ->
          true;
      default -> false;
    };
  }

  private static String text(MemorySegment state, int errno) {
    String known = errno < TEXTS.length() ? TEXTS.get(errno) : "errno " + errno;
    if (known != null) {
      return known;
    }
    String text = Libc.strerror(state, errno);
    TEXTS.set(errno, text);
    return text;
  }

  /** As above, for an attempt to connect; the message names the address. */
  static IOException connecting(Object address, IOException failure) {
    if (failure instanceof BacklogFullException) {
      return failure;
    }
    String message = "can't connect to " + Destination.text(address) + ": " + failure.getMessage();
    IOException named =
        failure instanceof ConnectException
            ? new ConnectException(message)
            : new SocketException(message);
    named.initCause(failure);
    return named;
  }
}
