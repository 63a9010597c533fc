package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The mmsghdrs of recvmmsg(2) and sendmmsg(2), each with one iovec and the address of one peer. All
 * sockets of a kernel use the same, for what one call leaves there is taken before the next; those
 * of every address use others, which have room for the address that a datagram was sent to.
 */
final class Messages {

  /** The datagrams of one call. */
  static final int COUNT_MAX = 64;

  /** Larger than any datagram. */
  static final int BYTES_MAX = DatagramBatch.SLOT_BYTES;

  /** A struct mmsghdr on 64 bits: a msghdr, and the length of what was moved. */
  private static final int HEADER_BYTES = 64;

  private static final int NAME = 0;
  private static final int NAME_BYTES = 8;
  private static final int VECTOR = 16;
  private static final int VECTOR_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_BYTES = 40;
  private static final int LENGTH = 56;

  private static final int VECTOR_BYTES = 16;

  /** A sockaddr_in6 has 28. */
  private static final int ADDRESS_STRIDE = 32;

  private static final int ADDRESS4_BYTES = 16;
  private static final int ADDRESS6_BYTES = 28;
  private static final ValueLayout.OfShort PORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt HOST4 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong HALF =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final long V4_MAPPED = 0xFFFF_0000_0000L;

  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment addresses;

  /** For datagrams of buffers on the heap, and for those that may not fit into a buffer. */
  private final MemorySegment bytes;

  /** Null where no datagram says which address it was sent to. */
  private final @Nullable PacketInfo local;

  private Messages(Arena arena, @Nullable PacketInfo local) {
    this.local = local;
    headers = arena.allocate((long) COUNT_MAX * HEADER_BYTES, Long.BYTES);
    vectors = arena.allocate((long) COUNT_MAX * VECTOR_BYTES, Long.BYTES);
    addresses = arena.allocate((long) COUNT_MAX * ADDRESS_STRIDE, Long.BYTES);
    bytes = arena.allocate(BYTES_MAX, Long.BYTES);
    for (int index = 0; index < COUNT_MAX; index++) {
      long header = (long) index * HEADER_BYTES;
      headers.set(JAVA_LONG, header + NAME, addresses.address() + (long) index * ADDRESS_STRIDE);
      headers.set(JAVA_LONG, header + VECTOR, vectors.address() + (long) index * VECTOR_BYTES);
      headers.set(JAVA_LONG, header + VECTOR_COUNT, 1);
      if (local != null) {
        headers.set(JAVA_LONG, header + CONTROL, local.address(index));
      }
    }
  }

  /** For sockets of one address. */
  static Messages plain(Arena arena) {
    return new Messages(arena, null);
  }

  /** For sockets of every address. */
  static Messages withLocal(Arena arena) {
    return new Messages(arena, new PacketInfo(arena, COUNT_MAX));
  }

  long address() {
    return headers.address();
  }

  /** Room for one datagram of any length. */
  MemorySegment bytes() {
    return bytes;
  }

  /** Prepares a message to be received into that memory. */
  void toReceive(int index, long address, int length) {
    place(index, address, length);
    headers.set(JAVA_INT, (long) index * HEADER_BYTES + NAME_BYTES, ADDRESS_STRIDE);
    if (local != null) {
      controlBytes(index, PacketInfo.BYTES_MAX);
    }
  }

  /** Prepares a message to be sent from that memory, to an address in a socket's family. */
  void toSend(int index, long address, int length, DatagramAddress to, boolean ipv6) {
    place(index, address, length);
    int nameBytes = write(to, ipv6, addresses, (long) index * ADDRESS_STRIDE);
    headers.set(JAVA_INT, (long) index * HEADER_BYTES + NAME_BYTES, nameBytes);
    if (local != null) {
      controlBytes(index, local.write(index, to));
    }
  }

  private void controlBytes(int index, int bytes) {
    headers.set(JAVA_LONG, (long) index * HEADER_BYTES + CONTROL_BYTES, bytes);
  }

  private void place(int index, long address, int length) {
    long vector = (long) index * VECTOR_BYTES;
    vectors.set(JAVA_LONG, vector, address);
    vectors.set(JAVA_LONG, vector + Long.BYTES, length);
  }

  /** The length of what was moved: of a received datagram, even where it had not enough room. */
  int length(int index) {
    return headers.get(JAVA_INT, (long) index * HEADER_BYTES + LENGTH);
  }

  /** Reads where a received message is from, and which address it was sent to. */
  void readAddress(int index, DatagramAddress into) {
    readSender(index, into);
    if (local != null) {
      long header = (long) index * HEADER_BYTES;
      local.read(index, (int) headers.get(JAVA_LONG, header + CONTROL_BYTES), into);
    }
  }

  private void readSender(int index, DatagramAddress into) {
    long at = (long) index * ADDRESS_STRIDE;
    int port = addresses.get(PORT, at + 2) & 0xFFFF;
    if (addresses.get(JAVA_SHORT_UNALIGNED, at) == Libc.AF_INET) {
      long host = Integer.toUnsignedLong(addresses.get(HOST4, at + 4));
      into.set(0, V4_MAPPED | host, 0, port);
    } else {
      into.set(
          addresses.get(HALF, at + 8),
          addresses.get(HALF, at + 16),
          addresses.get(JAVA_INT_UNALIGNED, at + 24),
          port);
    }
  }

  /** Writes a sockaddr_in, or a sockaddr_in6, at that place; returns its bytes. */
  static int write(DatagramAddress address, boolean ipv6, MemorySegment into, long at) {
    into.set(JAVA_SHORT_UNALIGNED, at, (short) (ipv6 ? Libc.AF_INET6 : Libc.AF_INET));
    into.set(PORT, at + 2, (short) address.port());
    if (ipv6) {
      into.set(JAVA_INT_UNALIGNED, at + 4, 0);
      into.set(HALF, at + 8, address.high());
      into.set(HALF, at + 16, address.low());
      into.set(JAVA_INT_UNALIGNED, at + 24, address.scope());
      return ADDRESS6_BYTES;
    }
    into.set(HOST4, at + 4, (int) address.low());
    into.set(JAVA_LONG, at + 8, 0);
    return ADDRESS4_BYTES;
  }
}
