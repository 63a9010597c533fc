package io.echod.dispatcher.kernel.epoll;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;

/** Failures of system calls as exceptions of the types that {@code java.net} has for them. */
final class Errors {

  private Errors() {}

  /** What the last call with this state has failed of. */
  static IOException of(MemorySegment state) {
    return of(state, Libc.errno(state));
  }

  static IOException of(MemorySegment state, int errno) {
    String text = Libc.strerror(state, errno);
    return switch (errno) {
      case Libc.EADDRINUSE, Libc.EADDRNOTAVAIL -> new BindException(text);
      case Libc.ECONNREFUSED -> new ConnectException(text);
      case Libc.EAFNOSUPPORT -> new SocketException("this machine has no IPv6");
      default -> new SocketException(text);
    };
  }

  /** The same for an attempt to connect; the message names the address. */
  static IOException connecting(Object address, IOException failure) {
    String message = "can't connect to " + address + ": " + failure.getMessage();
    IOException named =
        failure instanceof ConnectException
            ? new ConnectException(message)
            : new SocketException(message);
    named.initCause(failure);
    return named;
  }
}
