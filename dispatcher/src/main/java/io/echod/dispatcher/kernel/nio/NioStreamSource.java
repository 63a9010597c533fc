package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** A stream on a {@link SocketChannel}. */
final class NioStreamSource extends StreamSource {

  private final NioKernel kernel;
  private final SocketChannel channel;
  private final SelectionKey key;
  private boolean connecting;

  /** Not the channel's: the JDK closes that where a connect fails, and nobody would be told. */
  private boolean open = true;

  private int interest;

  /** A byte that was looked at, and not read. */
  private @Nullable Byte peeked;

  /** Kept when it closes, so that what has ended can still be named. */
  private @Nullable SocketAddress lastLocal;

  private @Nullable SocketAddress lastRemote;

  /** Takes over a channel, connected or about to be. */
  NioStreamSource(NioKernel kernel, SocketChannel channel) throws IOException {
    this.kernel = kernel;
    this.channel = channel;
    key = kernel.register(channel, this);
  }

  static NioStreamSource connect(NioKernel kernel, SocketAddress address) throws IOException {
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new UnknownHostException(inet.getHostString());
    }
    SocketChannel channel =
        address instanceof InetSocketAddress
            ? SocketChannel.open()
            : SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
    try {
      NioStreamSource source = new NioStreamSource(kernel, channel);
      source.connecting = !channel.connect(address);
      return source;
    } catch (UnsupportedAddressTypeException unsupported) {
      channel.close();
      throw connectFailure(address, new SocketException("this machine has no IPv6"));
    } catch (IOException failure) {
      channel.close();
      throw connectFailure(address, failure);
    } catch (RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (peeked != null && buffer.hasRemaining()) {
      buffer.put(peeked);
      peeked = null;
      return 1;
    }
    try {
      return channel.read(buffer);
    } catch (NotYetConnectedException | ClosedChannelException unusable) {
      throw unusable(unusable);
    }
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    try {
      return channel.write(buffer);
    } catch (NotYetConnectedException | ClosedChannelException unusable) {
      throw unusable(unusable);
    }
  }

  @Override
  public void interest(int reasons) {
    if (reasons != interest) {
      interest = reasons;
      apply();
    }
  }

  private void apply() {
    if (key.isValid()) {
      key.interestOps(operationsOf(interest));
    }
  }

  int operationsOf(int reasons) {
    if (connecting) {
      return (reasons & Ready.WRITE) != 0 ? SelectionKey.OP_CONNECT : 0;
    }
    return ((reasons & Ready.READ) != 0 ? SelectionKey.OP_READ : 0)
        | ((reasons & Ready.WRITE) != 0 ? SelectionKey.OP_WRITE : 0);
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (!connecting) {
      return true;
    }
    SocketAddress address = remoteAddress();
    try {
      // Left on, CONNECT would report a connected channel for ever.
      if (!channel.finishConnect()) {
        return false;
      }
    } catch (IOException failure) {
      kernel.stranded(this);
      throw connectFailure(address, failure);
    }
    connecting = false;
    apply();
    return true;
  }

  private static IOException connectFailure(SocketAddress address, IOException failure) {
    String message = "can't connect to " + address + ": " + failure.getMessage();
    IOException named =
        failure instanceof ConnectException
            ? new ConnectException(message)
            : new SocketException(message);
    named.initCause(failure);
    return named;
  }

  private SocketException unusable(Exception cause) {
    String why = cause instanceof NotYetConnectedException ? "not connected" : "closed";
    SocketException named = new SocketException("stream is " + why);
    named.initCause(cause);
    return named;
  }

  @Override
  public void shutdownOutput() throws IOException {
    try {
      channel.shutdownOutput();
    } catch (NotYetConnectedException | ClosedChannelException unusable) {
      throw unusable(unusable);
    }
  }

  @Override
  public void abort() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | UnsupportedOperationException ignored) {
      // A Unix socket has no reset to send, and one already reset needs none.
    }
    close();
  }

  @Override
  protected void release() {
    open = false;
    try {
      lastLocal = channel.getLocalAddress();
      lastRemote = channel.getRemoteAddress();
      channel.close();
    } catch (IOException ignored) {
      // The descriptor is gone either way (close(2)); there is nothing left to act on.
    }
    kernel.closed(this);
  }

  @Override
  public @Nullable IOException failure() {
    return null;
  }

  /** The JDK can't look without taking: the byte is kept for the next read. */
  @Override
  public boolean hasInput() {
    if (peeked != null) {
      return true;
    }
    ByteBuffer first = ByteBuffer.allocate(1);
    try {
      if (!open || channel.read(first) <= 0) {
        return false;
      }
    } catch (IOException | NotYetConnectedException none) {
      return false;
    }
    peeked = first.get(0);
    return true;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    SocketAddress address = open ? channel.getLocalAddress() : lastLocal;
    if (address == null) {
      throw new SocketException("not connected");
    }
    return address;
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    SocketAddress address = open ? channel.getRemoteAddress() : lastRemote;
    if (address == null) {
      throw new SocketException("not connected");
    }
    return address;
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    try {
      channel.setOption(option, value);
    } catch (ClosedChannelException closed) {
      throw unusable(closed);
    }
  }

  SocketChannel channel() {
    return channel;
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "nio stream " + channel;
  }
}
