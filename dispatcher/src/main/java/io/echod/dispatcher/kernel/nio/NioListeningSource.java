package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.Destination;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** A listening socket on a {@link ServerSocketChannel}. */
final class NioListeningSource extends ListeningSource {

  private final NioKernel kernel;
  private final ServerSocketChannel channel;
  private final SelectionKey key;
  private final SocketAddress address;
  private int interest;

  private NioListeningSource(NioKernel kernel, ServerSocketChannel channel, SocketAddress address)
      throws IOException {
    this.kernel = kernel;
    this.channel = channel;
    this.address = address;
    key = kernel.register(channel, this);
  }

  static NioListeningSource open(NioKernel kernel, SocketAddress address, ListenOptions options)
      throws IOException {
    Destination.checkListen(address);
    ServerSocketChannel channel = openFor(address);
    try {
      if (!(address instanceof UnixDomainSocketAddress)) {
        // Lets a server bind again while connections of its predecessor are in TIME-WAIT.
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        if (options.reusePort()) {
          channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
      }
      if (options.receiveBufferBytes() > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
      }
      if (address instanceof UnixDomainSocketAddress unix) {
        UnixPermissions.bind(channel, unix, options.backlog(), options.unixPermissions());
        return new NioListeningSource(kernel, channel, address);
      }
      bind(channel, address, options.backlog());
      return new NioListeningSource(kernel, channel, channel.getLocalAddress());
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  private static void bind(ServerSocketChannel channel, SocketAddress address, int backlog)
      throws IOException {
    try {
      channel.bind(address, backlog);
    } catch (UnsupportedAddressTypeException noIpv6) {
      if (!(address instanceof InetSocketAddress inet) || !inet.getAddress().isAnyLocalAddress()) {
        throw new BindException("this machine has no IPv6");
      }
      channel.bind(new InetSocketAddress("0.0.0.0", inet.getPort()), backlog);
    }
  }

  private static ServerSocketChannel openFor(SocketAddress address) throws IOException {
    return switch (address) {
      case UnixDomainSocketAddress _ -> ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      // By default the JDK opens an IPv6 socket, which would turn 0.0.0.0 into both families.
      case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address ->
          ServerSocketChannel.open(StandardProtocolFamily.INET);
      default -> ServerSocketChannel.open();
    };
  }

  @Override
  public @Nullable StreamSource accept() throws IOException {
    SocketChannel accepted = acceptChannel();
    if (accepted == null) {
      return null;
    }
    try {
      return NioStreamSource.accepted(kernel, accepted, address);
    } catch (Throwable failure) {
      accepted.close();
      throw failure;
    }
  }

  @Override
  public @Nullable AcceptedSocket acceptSocket() throws IOException {
    SocketChannel accepted = acceptChannel();
    if (accepted == null) {
      return null;
    }
    try {
      return new NioAcceptedSocket(accepted, address);
    } catch (Throwable failure) {
      accepted.close();
      throw failure;
    }
  }

  private @Nullable SocketChannel acceptChannel() throws IOException {
    try {
      return channel.accept();
    } catch (ClosedChannelException closed) {
      throw new SocketException("listening socket is closed");
    }
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
    return (reasons & Ready.READ) != 0 ? SelectionKey.OP_ACCEPT : 0;
  }

  @Override
  protected void release() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // The descriptor is gone either way (close(2)); there is nothing left to act on.
    } finally {
      kernel.closedListening(this);
    }
  }

  @Override
  public void share() throws IOException {
    if (!isOpen()) {
      throw new SocketException("listening socket is closed");
    }
    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public SocketAddress localAddress() {
    return address;
  }

  ServerSocketChannel channel() {
    return channel;
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "nio listening socket " + address;
  }
}
