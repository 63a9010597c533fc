package io.echod.cli.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * A Unix datagram socket on Linux, by direct calls of the C library: the JDK has none. Only one
 * thread may use one at a time.
 */
final class NotifySocket {

  private static final int AF_UNIX = 1;

  /** SOCK_DGRAM and SOCK_CLOEXEC (socket(2)). */
  private static final int TYPE = 2 | 0x80000;

  /** It is lost rather than raise a signal (send(2), MSG_NOSIGNAL). */
  private static final int FLAGS = 0x4000;

  private static final int FAMILY_BYTES = 2;

  /** unix(7), sockaddr_un. */
  private static final int NAME_BYTES_MAX = 108;

  /** socket(7), SO_SNDTIMEO, of SOL_SOCKET. */
  private static final int SOL_SOCKET = 1;

  private static final int SO_SNDTIMEO = 21;

  /** How long a message waits for room in the receiver's queue: a signal's handler sends some. */
  private static final long SEND_MICROS_MAX = 500_000;

  private static final int CLOCK_MONOTONIC = 1;

  private static final MethodHandle SOCKET =
      call(
          "socket",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));

  private static final MethodHandle SENDTO =
      call(
          "sendto",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  private static final MethodHandle SETSOCKOPT =
      call(
          "setsockopt",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  private static final MethodHandle CLOCK_GETTIME =
      call(
          "clock_gettime",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private final int descriptor;
  private final byte[] name;

  /**
   * Opens one that sends to an address.
   *
   * @param address the path of a socket; behind an @ a name that is in no file system
   * @throws IOException where there can be none
   */
  NotifySocket(String address) throws IOException {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    boolean isPath = path.length > 0 && path[0] == '/';
    boolean isName = path.length > 1 && path[0] == '@';
    // Behind a path there has to be room for a zero byte.
    if ((!isPath && !isName) || path.length > NAME_BYTES_MAX - (isPath ? 1 : 0)) {
      throw new IOException("$NOTIFY_SOCKET is no address of a Unix socket: '" + address + "'");
    }
    if (isName) {
      path[0] = 0;
    }
    name = path;
    try {
      descriptor = (int) SOCKET.invokeExact(AF_UNIX, TYPE, 0);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
    if (descriptor < 0) {
      throw new IOException("there can be no socket for $NOTIFY_SOCKET");
    }
    limitSends();
  }

  private void limitSends() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time =
          arena.allocateFrom(ValueLayout.JAVA_LONG, new long[] {0, SEND_MICROS_MAX});
      int failed =
          (int)
              SETSOCKOPT.invokeExact(
                  descriptor, SOL_SOCKET, SO_SNDTIMEO, time, (int) time.byteSize());
      if (failed != 0) {
        throw new IllegalStateException("a socket for $NOTIFY_SOCKET takes no timeout");
      }
    } catch (RuntimeException known) {
      throw known;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle call(String function, FunctionDescriptor types) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker
            .defaultLookup()
            .find(function)
            .orElseThrow(() -> new IllegalStateException(function)),
        types);
  }

  /** Sends a datagram; whether it was taken within half a second. */
  boolean send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      // Behind a path stands a zero byte; a name that is in no file system has its length.
      boolean isPath = name[0] != 0;
      MemorySegment address = arena.allocate(FAMILY_BYTES + name.length + 1L);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, FAMILY_BYTES, name.length);
      int addressBytes = FAMILY_BYTES + name.length + (isPath ? 1 : 0);
      long sent =
          (long)
              SENDTO.invokeExact(
                  descriptor, message, (long) bytes.length, FLAGS, address, addressBytes);
      return sent == bytes.length;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Microseconds of the clock that systemd compares with (clock_gettime(2), CLOCK_MONOTONIC). */
  static long monotonicMicros() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(2 * ValueLayout.JAVA_LONG.byteSize(), 8);
      int failed = (int) CLOCK_GETTIME.invokeExact(CLOCK_MONOTONIC, time);
      if (failed != 0) {
        throw new IllegalStateException("there is no monotonic clock");
      }
      return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000
          + time.getAtIndex(ValueLayout.JAVA_LONG, 1) / 1000;
    } catch (RuntimeException known) {
      throw known;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
