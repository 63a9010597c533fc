package io.echod.dispatcher.kernel.nio;

import io.echod.dispatcher.kernel.BacklogFullException;
import io.echod.dispatcher.kernel.Destination;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.dispatcher.kernel.StreamOption;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** A stream on a {@link SocketChannel}. */
final class NioStreamSource extends StreamSource {

  /** The JDK's message for EAGAIN of connect(2), for which it has no type. */
  private static final String BACKLOG_FULL = "Resource temporarily unavailable";

  private final NioKernel kernel;
  private final SocketChannel channel;
  private final SelectionKey key;
  private boolean connecting;

  /**
   * Not the channel's: the JDK closes that where a connect fails, and the failure would not be
   * reported.
   */
  private boolean open = true;

  /**
   * Whether the JDK was cut in a read or a write, where it forgets what the system has done: the
   * stream may have a hole, or would have some bytes twice.
   */
  private boolean cut;

  private int interest;
  private boolean inputEnded;
  private boolean outputEnded;

  /** Whether it was found to be lost, which is reported once, and why, where that is known. */
  private boolean lost;

  private @Nullable IOException failure;

  /** Whether the next wait has to report it as lost. */
  boolean lossPending;

  /** Its place among the streams that no callback waits for; -1 where it is none of them. */
  int silentIndex = -1;

  private final boolean tcp;

  /** Where the system names another: the path of an accepted Unix socket is its listener's. */
  private final @Nullable SocketAddress knownLocal;

  /** A byte that was looked at, and not read. */
  private @Nullable Byte peeked;

  /** Kept when it closes, so that what has ended can still be named. */
  private @Nullable SocketAddress lastLocal;

  private @Nullable SocketAddress lastRemote;

  /** Takes over a channel, connected or about to be. */
  private NioStreamSource(
      NioKernel kernel, SocketChannel channel, boolean tcp, @Nullable SocketAddress knownLocal)
      throws IOException {
    this.kernel = kernel;
    this.channel = channel;
    this.tcp = tcp;
    this.knownLocal = knownLocal;
    key = kernel.register(channel, this);
    kernel.hangUps().add(this);
  }

  /** Takes over a channel from a listening one of that address. */
  static NioStreamSource accepted(NioKernel kernel, SocketChannel channel, SocketAddress listening)
      throws IOException {
    boolean tcp = listening instanceof InetSocketAddress;
    return new NioStreamSource(kernel, channel, tcp, tcp ? null : listening);
  }

  static NioStreamSource connect(NioKernel kernel, SocketAddress asked) throws IOException {
    SocketAddress address = Destination.toConnect(asked);
    boolean tcp = address instanceof InetSocketAddress;
    SocketChannel channel = openFor(address, tcp);
    NioStreamSource source = null;
    try {
      source = new NioStreamSource(kernel, channel, tcp, null);
      source.connecting = !channel.connect(address);
      return source;
    } catch (UnsupportedAddressTypeException unsupported) {
      discard(source, channel);
      throw connectFailure(address, new SocketException("this machine has no IPv6"));
    } catch (IOException failure) {
      discard(source, channel);
      throw !tcp && BACKLOG_FULL.equals(failure.getMessage())
          ? new BacklogFullException(
              "can't connect to "
                  + Destination.text(address)
                  + ": as many wait there as its backlog allows")
          : connectFailure(address, failure);
    } catch (Throwable failure) {
      discard(source, channel);
      throw failure;
    }
  }

  private static SocketChannel openFor(SocketAddress address, boolean tcp) throws IOException {
    try {
      return tcp ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException noDescriptor) {
      throw connectFailure(address, noDescriptor);
    }
  }

  private static void discard(@Nullable NioStreamSource source, SocketChannel channel)
      throws IOException {
    if (source != null) {
      source.close();
    }
    channel.close();
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    checkOpen();
    if (peeked != null && buffer.hasRemaining()) {
      buffer.put(peeked);
      peeked = null;
      return 1;
    }
    try {
      int count = channel.read(buffer);
      if (count < 0) {
        inputEnded = true;
      }
      return count;
    } catch (StackOverflowError inTheMiddle) {
      cut = true;
      throw inTheMiddle;
    } catch (NotYetConnectedException | ClosedChannelException unusable) {
      throw unusable(unusable);
    } catch (IOException failed) {
      lost(failed);
      throw failed;
    }
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    checkOpen();
    try {
      return channel.write(buffer);
    } catch (StackOverflowError inTheMiddle) {
      cut = true;
      throw inTheMiddle;
    } catch (NotYetConnectedException | ClosedChannelException unusable) {
      throw unusable(unusable);
    } catch (IOException failed) {
      if (tcp) {
        lost(failed);
      }
      throw failed;
    }
  }

  private void checkOpen() throws SocketException {
    if (!open) {
      throw new SocketException("stream is closed");
    }
    if (cut) {
      throw new SocketException("a call was cut where the stack ended, and may have lost bytes");
    }
  }

  /** Has it reported as lost, if it has not been already. */
  private void lost(@Nullable IOException why) {
    if (!lost) {
      failure = why;
      lost = true;
      kernel.hangUps().remove(this);
      reportLost();
    }
  }

  private void reportLost() {
    if (!lossPending) {
      kernel.reportLost(this);
      lossPending = true;
    }
  }

  /** While no callback waited for it, it has failed, or both directions have ended. */
  void hungUp() {
    if (connecting) {
      try {
        finishConnect();
      } catch (IOException failed) {
        // The source reports it.
      }
    } else if (!tcp || (inputEnded && outputEnded)) {
      lost(null);
    } else {
      lost(new SocketException("Connection reset or timed out"));
    }
  }

  @Override
  public void interest(int reasons) {
    if (reasons != interest) {
      StackRoom.check(StackRoom.TO_LEAVE);
      apply(reasons);
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

  private void apply(int reasons) {
    if (key.isValid()) {
      int operations = operationsOf(reasons);
      key.interestOps(operations);
      if (operations != 0) {
        kernel.hangUps().remove(this);
      } else if (!lost) {
        kernel.hangUps().add(this);
      } else {
        reportLost();
      }
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
    if (failure != null) {
      throw failure;
    }
    checkOpen();
    SocketAddress address = remoteAddress();
    try {
      // Left on, CONNECT would report a connected channel for ever.
      if (!channel.finishConnect()) {
        return false;
      }
    } catch (IOException failed) {
      kernel.stranded(this);
      IOException named = connectFailure(address, failed);
      lost(named);
      throw named;
    }
    connecting = false;
    apply(interest);
    return true;
  }

  private static IOException connectFailure(SocketAddress address, IOException failure) {
    String message = "can't connect to " + Destination.text(address) + ": " + failure.getMessage();
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
      outputEnded = true;
    } catch (NotYetConnectedException | ClosedChannelException unusable) {
      throw unusable(unusable);
    }
  }

  @Override
  public void abort() {
    StackRoom.check(StackRoom.TO_CLOSE + StackRoom.TO_LEAVE);
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | UnsupportedOperationException ignored) {
      // A Unix socket has no reset to send, and one already reset needs none.
    } finally {
      close();
    }
  }

  @Override
  protected void release() {
    open = false;
    kernel.hangUps().closing(this);
    try (SocketChannel closing = channel) {
      lastLocal = knownLocal == null ? closing.getLocalAddress() : knownLocal;
      lastRemote = closing.getRemoteAddress();
    } catch (IOException | OutOfMemoryError ignored) {
      // The descriptor is gone either way (close(2)); there is nothing left to act on.
    } finally {
      kernel.closed(this);
    }
  }

  @Override
  public @Nullable IOException failure() {
    return failure;
  }

  /** The JDK can't look without taking: the byte is kept for the next read. */
  @Override
  public boolean hasInput() {
    if (peeked != null) {
      return true;
    }
    ByteBuffer first = ByteBuffer.allocate(1);
    try {
      if (!open || read(first) <= 0) {
        return false;
      }
    } catch (IOException none) {
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
    if (knownLocal != null) {
      return knownLocal;
    }
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
    checkOpen();
    StreamOption.of(option, tcp).number(value);
    try {
      channel.setOption(option, value);
    } catch (ClosedChannelException closed) {
      throw unusable(closed);
    }
  }

  @Override
  public boolean isTcp() {
    return tcp;
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
