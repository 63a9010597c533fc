package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.InvalidPathException;

/** Addresses in the form that the system takes: sockaddr of ip(7), ipv6(7) and unix(7). */
final class Addresses {

  /** More than any of them takes. */
  static final int BYTES_MAX = 128;

  private static final int PATH_BYTES_MAX = 107;
  private static final ValueLayout.OfShort PORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final ValueLayout.OfInt QUARTER =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong HALF =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final long V4_MAPPED = 0xFFFF_0000_0000L;

  private Addresses() {}

  /** The family of sockets that an address needs. */
  static int family(SocketAddress address) throws IOException {
    return switch (address) {
      case UnixDomainSocketAddress _ -> Libc.AF_UNIX;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address -> Libc.AF_INET;
      case InetSocketAddress _ -> Libc.AF_INET6;
      default -> throw new SocketException(address + " is not an address of TCP or a Unix socket");
    };
  }

  /** Writes an address; returns how many bytes it takes. */
  static int write(SocketAddress address, MemorySegment into) throws IOException {
    into.fill((byte) 0);
    into.set(JAVA_SHORT_UNALIGNED, 0, (short) family(address));
    return switch (address) {
      case UnixDomainSocketAddress unix -> writePath(unix, into);
      case InetSocketAddress inet -> write(inet, into);
      default -> throw new SocketException("not an address: " + address);
    };
  }

  private static int writePath(UnixDomainSocketAddress unix, MemorySegment into)
      throws IOException {
    byte[] path = unix.getPath().toString().getBytes(UTF_8);
    if (path.length > PATH_BYTES_MAX) {
      throw new BindException("Unix domain path too long: " + unix);
    }
    MemorySegment.copy(path, 0, into, JAVA_BYTE, 2, path.length);
    return 2 + path.length + 1;
  }

  private static int write(InetSocketAddress inet, MemorySegment into) {
    into.set(PORT, 2, (short) inet.getPort());
    byte[] host = inet.getAddress().getAddress();
    if (inet.getAddress() instanceof Inet6Address v6) {
      MemorySegment.copy(host, 0, into, JAVA_BYTE, 8, host.length);
      into.set(JAVA_INT_UNALIGNED, 24, v6.getScopeId());
      return 28;
    }
    MemorySegment.copy(host, 0, into, JAVA_BYTE, 4, host.length);
    return 16;
  }

  /** Reads an address of that many bytes. */
  static SocketAddress read(MemorySegment from, int bytes) throws IOException {
    int family = bytes < 2 ? Libc.AF_UNIX : from.get(JAVA_SHORT_UNALIGNED, 0);
    return switch (family) {
      case Libc.AF_INET, Libc.AF_INET6 -> unpack(high(from), low(from), scope(from), port(from));
      default -> readUnix(from, bytes);
    };
  }

  /** Whether it is an address of IPv4 or IPv6, which {@link #high} and the others take apart. */
  static boolean isInternet(MemorySegment from) {
    short family = from.get(JAVA_SHORT_UNALIGNED, 0);
    return family == Libc.AF_INET || family == Libc.AF_INET6;
  }

  private static boolean isV4(MemorySegment from) {
    return from.get(JAVA_SHORT_UNALIGNED, 0) == Libc.AF_INET;
  }

  /** The first half of an address of IPv6; one of IPv4 is mapped (RFC 4291 section 2.5.5.2). */
  static long high(MemorySegment from) {
    return isV4(from) ? 0 : from.get(HALF, 8);
  }

  static long low(MemorySegment from) {
    return isV4(from)
        ? V4_MAPPED | Integer.toUnsignedLong(from.get(QUARTER, 4))
        : from.get(HALF, 16);
  }

  static int scope(MemorySegment from) {
    return isV4(from) ? 0 : from.get(JAVA_INT_UNALIGNED, 24);
  }

  static int port(MemorySegment from) {
    return from.get(PORT, 2) & 0xFFFF;
  }

  /** Puts an address together again. */
  static InetSocketAddress unpack(long high, long low, int scope, int port) {
    byte[] host = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      InetAddress address = InetAddress.getByAddress(host);
      return new InetSocketAddress(
          scope != 0 && address instanceof Inet6Address
              ? Inet6Address.getByAddress(null, host, scope)
              : address,
          port);
    } catch (UnknownHostException wrongLength) {
      throw new AssertionError(wrongLength);
    }
  }

  /**
   * A name that the JDK can't represent in this locale has none: any user may choose such names.
   */
  private static SocketAddress readUnix(MemorySegment from, int bytes) {
    try {
      return UnixDomainSocketAddress.of(readPath(from, bytes));
    } catch (InvalidPathException unspeakable) {
      return UnixDomainSocketAddress.of("");
    }
  }

  /** Nothing, for a socket that has no name. */
  private static String readPath(MemorySegment from, int bytes) {
    int length = 0;
    while (2 + length < bytes && from.get(JAVA_BYTE, 2 + length) != 0) {
      length++;
    }
    return new String(from.asSlice(Math.min(2, bytes), length).toArray(JAVA_BYTE), UTF_8);
  }
}
