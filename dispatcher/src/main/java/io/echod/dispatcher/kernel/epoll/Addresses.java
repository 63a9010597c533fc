package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/** Addresses in the form that the system takes: sockaddr of ip(7), ipv6(7) and unix(7). */
final class Addresses {

  /** More than any of them takes. */
  static final int BYTES_MAX = 128;

  private static final int PATH_BYTES_MAX = 107;
  private static final java.lang.foreign.ValueLayout.OfShort PORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Addresses() {}

  /** The family of sockets that an address needs. */
  static int family(SocketAddress address) throws IOException {
    return switch (address) {
      case UnixDomainSocketAddress _ -> Libc.AF_UNIX;
      case InetSocketAddress inet when inet.isUnresolved() ->
          throw new UnknownHostException(inet.getHostString());
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
      throw new SocketException("Unix domain path too long");
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
      case Libc.AF_INET -> new InetSocketAddress(host(from, 4, 4), from.get(PORT, 2) & 0xFFFF);
      case Libc.AF_INET6 -> new InetSocketAddress(readHost6(from), from.get(PORT, 2) & 0xFFFF);
      default -> UnixDomainSocketAddress.of(readPath(from, bytes));
    };
  }

  private static InetAddress readHost6(MemorySegment from) throws IOException {
    int scope = from.get(JAVA_INT_UNALIGNED, 24);
    InetAddress host = host(from, 8, 16);
    return scope != 0 && host instanceof Inet6Address
        ? Inet6Address.getByAddress(null, host.getAddress(), scope)
        : host;
  }

  /** Nothing, for a socket that has no name. */
  private static String readPath(MemorySegment from, int bytes) {
    int length = 0;
    while (2 + length < bytes && from.get(JAVA_BYTE, 2 + length) != 0) {
      length++;
    }
    return new String(from.asSlice(Math.min(2, bytes), length).toArray(JAVA_BYTE), UTF_8);
  }

  private static InetAddress host(MemorySegment from, int offset, int length) throws IOException {
    return InetAddress.getByAddress(from.asSlice(offset, length).toArray(JAVA_BYTE));
  }
}
