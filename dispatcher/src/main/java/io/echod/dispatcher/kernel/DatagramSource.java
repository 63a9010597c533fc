package io.echod.dispatcher.kernel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;

/**
 * A bound UDP socket (RFC 768). Nothing here blocks.
 *
 * <p>It is reported for {@link Ready#READ} as long as a datagram waits, and for {@link Ready#WRITE}
 * as long as the system takes another one. A report of the network about a datagram sent earlier,
 * such as that its port is unreachable (ICMP, RFC 1122 section 4.1.3.3), comes in the same way,
 * where the socket is {@linkplain #connect connected} or the system passes it on all the same: the
 * next call throws it, once, and the source goes on. Never {@link Ready#LOST}.
 *
 * <p>Where the kernel can, a socket of every address reports which one a datagram was sent to
 * ({@link DatagramAddress#hasLocal}), and sends an answer from there. The epoll kernel can
 * (IP_PKTINFO of ip(7), IPV6_PKTINFO of ipv6(7)); the nio kernel can't: there the system picks the
 * address by the route, and who needs the other binds a socket to each address.
 *
 * <p>A datagram arrives whole or not at all. It may be lost, come twice, or overtake another; the
 * system throws away what comes while its buffer is full.
 */
public abstract class DatagramSource extends Source {

  /** The value that {@link #receive} returns where no datagram waits. */
  public static final int NONE = -1;

  /** The longest datagram over IPv4, in bytes: 65,535 less the headers of IP and UDP. */
  public static final int BYTES_MAX_IPV4 = 65_507;

  /** The longest over IPv6, without jumbograms: 65,535 less the header of UDP. */
  public static final int BYTES_MAX_IPV6 = 65_527;

  /** For the sides of the seam. */
  protected DatagramSource() {}

  /**
   * Receives a datagram into the buffer's remaining space.
   *
   * @param sender is set to the address it comes from; left as it is where none waits
   * @return its bytes, 0 for an empty one; {@link #NONE} where none waits now
   * @throws IOException where the datagram is longer than the space: it is gone, and the buffer's
   *     position is where it was; where the network has reported a failure; where the socket is
   *     closed
   */
  public abstract int receive(ByteBuffer buffer, DatagramAddress sender) throws IOException;

  /**
   * Sends the buffer's remaining bytes as one datagram, an empty one where there are none.
   *
   * @param receiver of a connected socket, the address that it is connected to; where it says which
   *     address of this machine a datagram was sent to, a socket of every address sends from there
   * @return true where the system has taken it, and the buffer's position is at its limit; false
   *     where the system takes none now, and nothing has changed
   * @throws IOException where it is too long, which {@link #checkLength} finds out; where the
   *     system refuses the address, as one of a broadcast (EACCES) or without a route; where the
   *     socket is connected to another one, or of IPv4 and the address of IPv6; where the network
   *     has reported a failure of an earlier one: this one was not sent
   */
  public abstract boolean send(ByteBuffer buffer, DatagramAddress receiver) throws IOException;

  /**
   * Receives as many datagrams as wait and have room, in place of those in the batch.
   *
   * @return how many, which is the batch's size then
   * @throws IOException as {@link #receive(ByteBuffer, DatagramAddress)}, where none was received
   */
  public int receive(DatagramBatch batch) throws IOException {
    batch.size(0);
    while (batch.size() < batch.capacity()) {
      ByteBuffer datagram = batch.datagram(batch.size()).clear();
      int count;
      try {
        count = receive(datagram, batch.address(batch.size()));
      } catch (IOException failure) {
        if (batch.size() == 0) {
          throw failure;
        }
        // The system may report it once; the datagrams that have come are worth more.
        break;
      }
      if (count == NONE) {
        break;
      }
      datagram.flip();
      batch.size(batch.size() + 1);
    }
    return batch.size();
  }

  /**
   * Sends the datagrams of a batch from one on, until the system takes no more or refuses one. The
   * batch stays as it is.
   *
   * @param first the first to send, 0 or more
   * @return how many it has taken; 0 where it takes none now
   * @throws IOException as {@link #send(ByteBuffer, DatagramAddress)}, of the first: the next call
   *     may pass over it
   */
  public int send(DatagramBatch batch, int first) throws IOException {
    for (int index = first; index < batch.size(); index++) {
      ByteBuffer datagram = batch.datagram(index);
      boolean taken = false;
      try {
        taken = send(datagram, batch.address(index));
      } catch (IOException refused) {
        if (index == first) {
          throw refused;
        }
      } finally {
        datagram.rewind();
      }
      if (!taken) {
        return index - first;
      }
    }
    return batch.size() - first;
  }

  /**
   * From now on, receives from that address alone and sends to it alone. Where no socket has the
   * port there, the next call throws {@link java.net.PortUnreachableException} (ICMP, RFC 1122
   * section 4.1.3.3).
   *
   * @param address of which a wildcard means this machine's loopback address
   * @throws IOException where there is no way to it; the socket is connected as it was before
   */
  public abstract void connect(InetSocketAddress address) throws IOException;

  /**
   * From now on, lets sockets of the same user that ask for {@link DatagramOptions#reusePort} share
   * the port, as {@link ListeningSource#share}.
   *
   * @throws UnsupportedOperationException where the kernel has no such option
   */
  public void share() throws IOException {
    throw new UnsupportedOperationException("kernel " + kernel().name() + " shares no ports");
  }

  /** The address it is bound to, with the real port where port 0 was asked for. */
  public abstract InetSocketAddress localAddress();

  /**
   * Checks that a datagram is no longer than there are.
   *
   * @throws SocketException where it is; the message says what may be
   */
  protected static void checkLength(int bytes, DatagramAddress receiver) throws SocketException {
    if (bytes > BYTES_MAX_IPV4 && (receiver.isIpv4() || bytes > BYTES_MAX_IPV6)) {
      throw new SocketException(
          "a datagram of "
              + bytes
              + " bytes is too long: over "
              + (receiver.isIpv4()
                  ? "IPv4 it has " + BYTES_MAX_IPV4
                  : "IPv6 it has " + BYTES_MAX_IPV6)
              + " at most");
    }
  }

  /** The exception for a datagram for which the buffer has no room; it is gone. */
  protected static SocketException tooLong(int bytes, int room) {
    return new SocketException(
        "a datagram of " + bytes + " bytes has come, and the buffer has room for " + room);
  }
}
