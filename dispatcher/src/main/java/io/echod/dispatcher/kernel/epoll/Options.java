package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.StreamOption;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Options of a stream, as setsockopt(2) and getsockopt(2) take them. */
final class Options {

  private Options() {}

  static void set(EpollKernel kernel, int descriptor, StreamOption option, int value)
      throws IOException {
    switch (option) {
      case SO_SNDBUF -> kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_SNDBUF, value);
      case SO_RCVBUF -> kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_RCVBUF, value);
      case SO_KEEPALIVE -> kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, value);
      case SO_LINGER -> linger(kernel, descriptor, value);
      case TCP_NODELAY -> kernel.option(descriptor, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, value);
      case TCP_KEEPIDLE -> kernel.option(descriptor, Libc.IPPROTO_TCP, Libc.TCP_KEEPIDLE, value);
      case TCP_KEEPINTERVAL ->
          kernel.option(descriptor, Libc.IPPROTO_TCP, Libc.TCP_KEEPINTVL, value);
      case TCP_KEEPCOUNT -> kernel.option(descriptor, Libc.IPPROTO_TCP, Libc.TCP_KEEPCNT, value);
      case IP_TOS -> trafficClass(kernel, descriptor, value);
    }
  }

  private static void linger(EpollKernel kernel, int descriptor, int seconds) throws IOException {
    if (tryLinger(kernel, descriptor, seconds) < 0) {
      throw Errors.of(kernel.state);
    }
  }

  /** Sets SO_LINGER; -1: none. */
  static int tryLinger(EpollKernel kernel, int descriptor, int seconds) {
    MemorySegment linger = kernel.scratch;
    linger.set(ValueLayout.JAVA_INT, 0, seconds < 0 ? 0 : 1);
    linger.set(ValueLayout.JAVA_INT, 4, Math.max(0, seconds));
    return Libc.setsockopt(
        kernel.state,
        descriptor,
        Libc.SOL_SOCKET,
        Libc.SO_LINGER,
        linger.address(),
        2 * Integer.BYTES);
  }

  /** A socket of IPv6 may talk IPv4, so it has both; one of IPv4 knows of no other. */
  private static void trafficClass(EpollKernel kernel, int descriptor, int value)
      throws IOException {
    kernel.option(descriptor, Libc.IPPROTO_IP, Libc.IP_TOS, value);
    MemorySegment scratch = kernel.scratch;
    if (Libc.setsockopt(
                kernel.state,
                descriptor,
                Libc.IPPROTO_IPV6,
                Libc.IPV6_TCLASS,
                scratch.address(),
                Integer.BYTES)
            < 0
        && Libc.errno(kernel.state) != Libc.ENOPROTOOPT) {
      throw Errors.of(kernel.state);
    }
  }

  /**
   * The pending error of a stream as an errno, which the system reports once; negative: the errno
   * of asking.
   */
  static int pendingError(EpollKernel kernel, int descriptor) {
    return get(kernel, descriptor, Libc.SO_ERROR);
  }

  /** The value of an option of SOL_SOCKET that is a number; negative: the errno of asking. */
  static int get(EpollKernel kernel, int descriptor, int name) {
    MemorySegment scratch = kernel.scratch;
    scratch.set(ValueLayout.JAVA_INT, 0, 0);
    scratch.set(ValueLayout.JAVA_INT, 4, Integer.BYTES);
    long value = scratch.address();
    int result = Libc.getsockopt(kernel.state, descriptor, Libc.SOL_SOCKET, name, value, value + 4);
    return result < 0 ? -Libc.errno(kernel.state) : scratch.get(ValueLayout.JAVA_INT, 0);
  }
}
