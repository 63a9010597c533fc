package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.Destination;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** A UDP socket on a {@link DatagramChannel}. */
final class NioDatagramSource extends DatagramSource {

  private final NioKernel kernel;
  private final DatagramChannel channel;
  private final SelectionKey key;
  private InetSocketAddress address;
  private @Nullable DatagramAddress connected;
  private int interest;

  /** The last receiver, and the same for the JDK, which wants an object for each datagram. */
  private final DatagramAddress lastReceiver = new DatagramAddress();

  private InetSocketAddress lastReceiverAddress = lastReceiver.toSocketAddress();

  private NioDatagramSource(NioKernel kernel, DatagramChannel channel) throws IOException {
    this.kernel = kernel;
    this.channel = channel;
    address = (InetSocketAddress) channel.getLocalAddress();
    key = kernel.register(channel, this);
  }

  static NioDatagramSource bind(NioKernel kernel, SocketAddress wanted, DatagramOptions options)
      throws IOException {
    InetSocketAddress address = Destination.toBind(wanted);
    DatagramChannel channel =
        address.getAddress() instanceof Inet4Address
            ? DatagramChannel.open(StandardProtocolFamily.INET)
            : DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, false);
      if (options.reusePort()) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      if (options.receiveBufferBytes() > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
      }
      if (options.sendBufferBytes() > 0) {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBufferBytes());
      }
      bind(channel, address);
      return new NioDatagramSource(kernel, channel);
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  private static void bind(DatagramChannel channel, InetSocketAddress address) throws IOException {
    try {
      channel.bind(address);
    } catch (UnsupportedAddressTypeException noIpv6) {
      if (!address.getAddress().isAnyLocalAddress()) {
        throw new BindException("this machine has no IPv6");
      }
      channel.bind(new InetSocketAddress("0.0.0.0", address.getPort()));
    }
  }

  /** By way of memory that has room for any: the JDK cuts a datagram that has not enough. */
  @Override
  public int receive(ByteBuffer buffer, DatagramAddress sender) throws IOException {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("the buffer to receive into is read-only");
    }
    ByteBuffer aside = kernel.aside().clear();
    InetSocketAddress from;
    try {
      from = (InetSocketAddress) channel.receive(aside);
    } catch (ClosedChannelException closed) {
      throw closed(closed);
    }
    if (from == null) {
      return NONE;
    }
    aside.flip();
    int length = aside.remaining();
    if (length > buffer.remaining()) {
      throw tooLong(length, buffer.remaining());
    }
    buffer.put(aside);
    sender.set(from);
    return length;
  }

  @Override
  public boolean send(ByteBuffer buffer, DatagramAddress receiver) throws IOException {
    int length = buffer.remaining();
    checkLength(length, receiver);
    if (connected != null && !connected.isSame(receiver)) {
      throw new SocketException(
          "is connected to " + connected + ", and sends nothing to " + receiver);
    }
    if (!receiver.isSame(lastReceiver)) {
      lastReceiverAddress = receiver.toSocketAddress();
      lastReceiver.set(receiver);
    }
    int position = buffer.position();
    try {
      int sent = channel.send(buffer, lastReceiverAddress);
      // For an empty one, the JDK does not report whether it was taken.
      return sent > 0 || length == 0;
    } catch (ClosedChannelException closed) {
      throw closed(closed);
    } catch (UnsupportedAddressTypeException otherFamily) {
      buffer.position(position);
      throw new SocketException("a socket of IPv4 sends nothing to " + receiver, otherFamily);
    }
  }

  private static SocketException closed(ClosedChannelException cause) {
    return new SocketException("socket for datagrams is closed", cause);
  }

  @Override
  public void connect(InetSocketAddress wanted) throws IOException {
    InetSocketAddress to = Destination.toSend(wanted);
    try {
      replaceConnection(to);
    } catch (ClosedChannelException closed) {
      throw closed(closed);
    } catch (UnsupportedAddressTypeException | UnresolvedAddressException impossible) {
      throw new SocketException("a socket of IPv4 sends nothing to " + to, impossible);
    }
    connected = new DatagramAddress(to);
    address = (InetSocketAddress) channel.getLocalAddress();
  }

  /** The JDK connects none that is connected, so a failure has to restore what was there. */
  private void replaceConnection(InetSocketAddress to) throws IOException {
    SocketAddress former = channel.getRemoteAddress();
    channel.disconnect();
    try {
      channel.connect(to);
    } catch (IOException | RuntimeException failure) {
      if (former != null) {
        channel.connect(former);
      }
      throw failure;
    }
  }

  @Override
  public void share() throws IOException {
    if (!isOpen()) {
      throw new SocketException("socket for datagrams is closed");
    }
    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
  }

  @Override
  public void interest(int reasons) {
    if (key.isValid()) {
      key.interestOps(operationsOf(reasons));
      interest = reasons;
    }
  }

  /** Gives the selector the interest anew, which it may have forgotten. */
  void remind() {
    if (key.isValid()) {
      key.interestOps(0);
      key.interestOps(operationsOf(interest));
    }
  }

  static int operationsOf(int reasons) {
    return ((reasons & Ready.READ) != 0 ? SelectionKey.OP_READ : 0)
        | ((reasons & Ready.WRITE) != 0 ? SelectionKey.OP_WRITE : 0);
  }

  @Override
  protected void release() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // The descriptor is gone either way (close(2)); there is nothing left to act on.
    } finally {
      kernel.closed(this);
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public InetSocketAddress localAddress() {
    return address;
  }

  DatagramChannel channel() {
    return channel;
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "nio datagrams " + address;
  }
}
