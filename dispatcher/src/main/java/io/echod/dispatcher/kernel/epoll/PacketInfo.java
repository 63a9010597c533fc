package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.echod.dispatcher.kernel.DatagramAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The control messages (cmsg(3)) that say which address of this machine a datagram was sent to, and
 * which one it leaves from: IP_PKTINFO of ip(7), IPV6_PKTINFO of ipv6(7). A datagram over IPv4 that
 * a socket of IPv6 receives has both, and the one of IPv4 knows of broadcasts.
 */
final class PacketInfo {

  /** A cmsghdr on 64 bits: its length, level and type; what follows is aligned to 8. */
  private static final int HEADER_BYTES = 16;

  private static final int LEVEL = 8;
  private static final int TYPE = 12;

  /** A struct in_pktinfo: an interface, the address to answer from, the address it was sent to. */
  private static final int INFO4_BYTES = 12;

  private static final int ANSWER4 = 4;
  private static final int SENT_TO4 = 8;

  /** A struct in6_pktinfo: an address, and an interface. */
  private static final int INFO6_BYTES = 20;

  private static final int INTERFACE6 = 16;

  /** One of each, aligned. */
  static final int BYTES_MAX = 72;

  private static final ValueLayout.OfInt HOST4 = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong HALF = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
  private static final long V4_MAPPED = 0xFFFF_0000_0000L;
  private static final int MULTICAST_IPV6 = 0xFF;
  private static final int LINK_LOCAL_IPV6 = 0xFE80 >>> 6;

  private final MemorySegment controls;

  PacketInfo(Arena arena, int count) {
    controls = arena.allocate((long) count * BYTES_MAX, Long.BYTES);
  }

  /** Switches the report of it on or off for each datagram that a socket receives. */
  static void ask(EpollKernel kernel, int descriptor, boolean ipv6, boolean report)
      throws IOException {
    kernel.option(descriptor, Libc.IPPROTO_IP, Libc.IP_PKTINFO, report ? 1 : 0);
    if (ipv6) {
      kernel.option(descriptor, Libc.IPPROTO_IPV6, Libc.IPV6_RECVPKTINFO, report ? 1 : 0);
    }
  }

  /** Where a message has its control messages. */
  long address(int index) {
    return controls.address() + (long) index * BYTES_MAX;
  }

  /** Reads what has come with a datagram. */
  void read(int index, int bytes, DatagramAddress into) {
    long at = (long) index * BYTES_MAX;
    long end = at + Math.min(bytes, BYTES_MAX);
    while (end - at >= HEADER_BYTES) {
      long length = controls.get(JAVA_LONG, at);
      int level = controls.get(JAVA_INT, at + LEVEL);
      int type = controls.get(JAVA_INT, at + TYPE);
      long info = at + HEADER_BYTES;
      if (level == Libc.IPPROTO_IP && type == Libc.IP_PKTINFO && end - info >= INFO4_BYTES) {
        read4(info, into);
      } else if (level == Libc.IPPROTO_IPV6
          && type == Libc.IPV6_PKTINFO
          && end - info >= INFO6_BYTES) {
        read6(info, into);
      }
      at += Math.max(HEADER_BYTES, (length + 7) & -8L);
    }
  }

  private void read4(long info, DatagramAddress into) {
    int answer = controls.get(HOST4, info + ANSWER4);
    into.setLocal(0, V4_MAPPED | Integer.toUnsignedLong(answer), 0);
    if (controls.get(HOST4, info + SENT_TO4) != answer) {
      into.setSentToMany();
    }
  }

  private void read6(long info, DatagramAddress into) {
    long high = controls.get(HALF, info);
    long low = controls.get(HALF, info + 8);
    if (high >>> 56 == MULTICAST_IPV6) {
      into.setSentToMany();
    } else {
      int of = high >>> 54 == LINK_LOCAL_IPV6 ? controls.get(JAVA_INT, info + INTERFACE6) : 0;
      into.setLocal(high, low, of);
    }
  }

  /** Writes which address a datagram leaves from; returns the bytes, 0 where it is all the same. */
  int write(int index, DatagramAddress from) {
    if (!from.hasLocal()) {
      return 0;
    }
    long at = (long) index * BYTES_MAX;
    long info = at + HEADER_BYTES;
    if (from.isIpv4()) {
      header(at, HEADER_BYTES + INFO4_BYTES, Libc.IPPROTO_IP, Libc.IP_PKTINFO);
      controls.set(JAVA_INT, info, 0);
      controls.set(HOST4, info + ANSWER4, (int) from.localLow());
      controls.set(HOST4, info + SENT_TO4, 0);
      return HEADER_BYTES + INFO4_BYTES;
    }
    header(at, HEADER_BYTES + INFO6_BYTES, Libc.IPPROTO_IPV6, Libc.IPV6_PKTINFO);
    controls.set(HALF, info, from.localHigh());
    controls.set(HALF, info + 8, from.localLow());
    controls.set(JAVA_INT, info + INTERFACE6, from.localInterface());
    return HEADER_BYTES + INFO6_BYTES;
  }

  private void header(long at, int length, int level, int type) {
    controls.set(JAVA_LONG, at, length);
    controls.set(JAVA_INT, at + LEVEL, level);
    controls.set(JAVA_INT, at + TYPE, type);
  }
}
