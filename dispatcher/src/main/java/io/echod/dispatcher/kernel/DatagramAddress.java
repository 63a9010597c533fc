package io.echod.dispatcher.kernel;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Where a datagram comes from or goes to: an IP address and a port, changed in place so that a
 * datagram costs no object. An IPv4 address is held as IPv6 maps it (RFC 4291 section 2.5.5.2).
 *
 * <p>For a datagram that a socket of every address has received, it may hold as well the address of
 * this machine that it was sent to; an answer then leaves from there (RFC 1122 section 4.1.3.5).
 * Belongs to one thread.
 */
public final class DatagramAddress {

  private static final long V4_MAPPED = 0xFFFF_0000_0000L;
  private static final int V4_MAPPED_HEAD = 0xFFFF;

  private long high;
  private long low = V4_MAPPED;
  private int scope;
  private int port;

  private long localHigh;
  private long localLow;
  private int localInterface;
  private boolean sentToMany;

  /** Creates 0.0.0.0, port 0. */
  public DatagramAddress() {}

  /** Creates one that says the same as that. */
  public DatagramAddress(InetSocketAddress address) {
    set(address);
  }

  /**
   * Changes it.
   *
   * @throws IllegalArgumentException where the address has not been resolved
   */
  public void set(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new IllegalArgumentException("not resolved: " + address);
    }
    ByteBuffer bytes = ByteBuffer.wrap(host.getAddress());
    if (host instanceof Inet6Address v6) {
      set(bytes.getLong(), bytes.getLong(), v6.getScopeId(), address.getPort());
    } else {
      set(0, V4_MAPPED | Integer.toUnsignedLong(bytes.getInt()), 0, address.getPort());
    }
  }

  /** Changes it to all that another one says. */
  public void set(DatagramAddress other) {
    set(other.high, other.low, other.scope, other.port);
    setLocal(other.localHigh, other.localLow, other.localInterface);
    sentToMany = other.sentToMany;
  }

  /**
   * Changes it, and says nothing of an address of this machine.
   *
   * @param newHigh the first half of an IPv6 address
   * @param newLow its second half
   * @param newScope the interface of a link-local address; 0: none
   * @param newPort 0 to 65535
   */
  public void set(long newHigh, long newLow, int newScope, int newPort) {
    high = newHigh;
    low = newLow;
    scope = newScope;
    port = newPort;
    localHigh = 0;
    localLow = 0;
    localInterface = 0;
    sentToMany = false;
  }

  /**
   * Says which address of this machine a datagram was sent to: a side of the seam, which has
   * received it.
   *
   * @param newHigh the first half of an IPv6 address
   * @param newLow its second half; of an IPv4 address as {@link #low}
   * @param newInterface of a link-local address; 0: none
   */
  public void setLocal(long newHigh, long newLow, int newInterface) {
    localHigh = newHigh;
    localLow = newLow;
    localInterface = newInterface;
  }

  /** Says that a datagram was sent to a broadcast address or to a multicast group. */
  public void setSentToMany() {
    sentToMany = true;
  }

  /** The first half of the IPv6 address. */
  public long high() {
    return high;
  }

  /** The second half; of an IPv4 address, its four bytes behind the mark of a mapped one. */
  public long low() {
    return low;
  }

  /** The interface of a link-local address; 0: none. */
  public int scope() {
    return scope;
  }

  /** 0 to 65535. */
  public int port() {
    return port;
  }

  /** Whether it says which address of this machine a datagram was sent to. */
  public boolean hasLocal() {
    return (localHigh | localLow) != 0;
  }

  /** The first half of the address that it was sent to. */
  public long localHigh() {
    return localHigh;
  }

  /** The second half of the address that it was sent to, as {@link #low}. */
  public long localLow() {
    return localLow;
  }

  /** The interface of a link-local address that it was sent to; 0: none. */
  public int localInterface() {
    return localInterface;
  }

  /**
   * Whether the datagram is known to have been sent to a broadcast address or to a multicast group,
   * where others may have received it, too.
   */
  public boolean wasSentToMany() {
    return sentToMany;
  }

  /** Whether it is an address of IPv4. */
  public boolean isIpv4() {
    return high == 0 && low >>> Integer.SIZE == V4_MAPPED_HEAD;
  }

  /** Whether both are the same address and port, wherever datagrams were sent to. */
  public boolean isSame(DatagramAddress other) {
    return low == other.low && port == other.port && high == other.high && scope == other.scope;
  }

  /** The address as an object that does not change; costs several. */
  public InetSocketAddress toSocketAddress() {
    byte[] host = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      // The JDK makes a mapped address one of IPv4.
      InetAddress address =
          scope == 0
              ? InetAddress.getByAddress(host)
              : Inet6Address.getByAddress(null, host, scope);
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException wrongLength) {
      throw new AssertionError(wrongLength);
    }
  }

  @Override
  public String toString() {
    return toSocketAddress().toString();
  }
}
