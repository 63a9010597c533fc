package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stream: a descriptor, a slot, and what else can't be asked of the system any more. */
final class EpollStreamSource extends StreamSource {

  /** Neither bytes nor an end nor a failure: not now. */
  private static final int NOTHING = -1;

  private final EpollKernel kernel;
  private final int descriptor;
  private final int slot;
  private boolean open = true;
  private boolean connecting;
  private boolean outputEnded;
  private @Nullable IOException connectFailure;
  private @Nullable SocketAddress local;

  /** Null until somebody asks, where the packed one tells. */
  private @Nullable SocketAddress remote;

  private final long remoteHigh;
  private final long remoteLow;
  private final int remoteScope;
  private final char remotePort;
  private final boolean tcp;

  /** TCP_NODELAY and SO_KEEPALIVE, as inherited from the listening socket. */
  private boolean noDelay;

  private boolean keepAlive;

  private EpollStreamSource(
      EpollKernel kernel, int descriptor, SocketAddress remote, boolean connecting) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.remote = remote;
    this.connecting = connecting;
    remoteHigh = 0;
    remoteLow = 0;
    remoteScope = 0;
    remotePort = 0;
    tcp = remote instanceof InetSocketAddress;
    slot = kernel.slots.add(this, descriptor, tcp);
  }

  /** Of a stream over TCP that was accepted; the scratch memory holds its address. */
  private EpollStreamSource(EpollKernel kernel, int descriptor, @Nullable SocketAddress local) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.local = local;
    MemorySegment address = kernel.scratch;
    remoteHigh = Addresses.high(address);
    remoteLow = Addresses.low(address);
    remoteScope = Addresses.scope(address);
    remotePort = (char) Addresses.port(address);
    tcp = true;
    noDelay = true;
    keepAlive = true;
    slot = kernel.slots.add(this, descriptor, true);
  }

  /**
   * Takes a descriptor from a listening socket; the scratch memory holds the peer's address.
   *
   * @param local this end's address, where that is known
   */
  static EpollStreamSource accepted(
      EpollKernel kernel, int descriptor, @Nullable SocketAddress local) throws IOException {
    if (Addresses.isInternet(kernel.scratch)) {
      return new EpollStreamSource(kernel, descriptor, local);
    }
    try {
      return new EpollStreamSource(kernel, descriptor, kernel.scratchAddress(), false);
    } catch (IOException | RuntimeException failure) {
      Libc.close(kernel.state, descriptor);
      throw failure;
    }
  }

  static EpollStreamSource connect(EpollKernel kernel, SocketAddress address) throws IOException {
    int family = Addresses.family(address);
    int descriptor;
    try {
      descriptor = kernel.socket(family);
    } catch (IOException unsupported) {
      throw Errors.connecting(address, unsupported);
    }
    try {
      int bytes = Addresses.write(address, kernel.scratch);
      boolean connecting = false;
      long at = kernel.scratch.address();
      int result =
          family == Libc.AF_UNIX
              ? Libc.connectFile(kernel.state, descriptor, at, bytes)
              : Libc.connect(kernel.state, descriptor, at, bytes);
      if (result < 0) {
        if (Libc.errno(kernel.state) != Libc.EINPROGRESS) {
          throw Errors.of(kernel.state);
        }
        connecting = true;
      }
      return new EpollStreamSource(kernel, descriptor, address, connecting);
    } catch (IOException failure) {
      Libc.close(kernel.state, descriptor);
      throw Errors.connecting(address, failure);
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    checkUsable();
    int position = buffer.position();
    int space = buffer.limit() - position;
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("the buffer to read into is read-only");
    }
    if (space == 0) {
      return 0;
    }
    long count = receive(buffer, position, space);
    if (count == NOTHING) {
      kernel.slots.usedUp(slot, Ready.READ);
      return 0;
    }
    if (count == 0) {
      return END;
    }
    if (count < space) {
      kernel.slots.cutShort(slot, Ready.READ);
    }
    buffer.position(position + (int) count);
    return (int) count;
  }

  private long receive(ByteBuffer buffer, int position, int space) throws IOException {
    if (!buffer.isDirect()) {
      MemorySegment bytes = MemorySegment.ofBuffer(buffer);
      return orNothing(Libc.recvOnHeap(kernel.state, descriptor, bytes, 0));
    }
    long at = kernel.address(buffer) + position;
    long count = Libc.receive(descriptor, at, space);
    if (count >= 0) {
      return count;
    }
    int guess = Libc.errnoNow(kernel.state);
    return guess == Libc.EAGAIN
        ? NOTHING
        : secondOpinion(guess, Libc.recv(kernel.state, descriptor, at, space, 0));
  }

  private long orNothing(long count) throws IOException {
    if (count >= 0) {
      return count;
    }
    if (Libc.errno(kernel.state) == Libc.EAGAIN) {
      return NOTHING;
    }
    throw Errors.of(kernel.state);
  }

  /**
   * Of a failure that can only be guessed at: nothing is lost on the guess of a moment. The system
   * tells of a failure once, and of an end ever after.
   */
  private long secondOpinion(int guess, long count) throws IOException {
    if (count > 0) {
      return count;
    }
    if (count < 0 && Libc.errno(kernel.state) == Libc.EAGAIN) {
      return NOTHING;
    }
    throw Errors.of(kernel.state, guess);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    checkUsable();
    if (outputEnded) {
      throw new SocketException("Broken pipe");
    }
    int position = buffer.position();
    int length = buffer.limit() - position;
    if (length == 0) {
      return 0;
    }
    long count = transmit(buffer, position, length);
    if (count < length) {
      kernel.slots.usedUp(slot, Ready.WRITE);
    }
    if (count == NOTHING) {
      return 0;
    }
    buffer.position(position + (int) count);
    return (int) count;
  }

  private long transmit(ByteBuffer buffer, int position, int length) throws IOException {
    int flags = Libc.MSG_NOSIGNAL;
    if (!buffer.isDirect()) {
      MemorySegment bytes = MemorySegment.ofBuffer(buffer);
      return orNothing(Libc.sendOnHeap(kernel.state, descriptor, bytes, flags));
    }
    long at = kernel.address(buffer) + position;
    long count = Libc.transmit(descriptor, at, length);
    if (count >= 0) {
      return count;
    }
    int guess = Libc.errnoNow(kernel.state);
    return guess == Libc.EAGAIN
        ? NOTHING
        : secondOpinion(guess, Libc.send(kernel.state, descriptor, at, length, flags));
  }

  @Override
  public int readUrgent() throws IOException {
    checkUsable();
    long count = Libc.recv(kernel.state, descriptor, kernel.scratch.address(), 1, Libc.MSG_OOB);
    if (count == 1) {
      // Reads stop at its place in the stream, and nothing will be reported of that.
      kernel.slots.odd(slot);
      return kernel.scratch.get(ValueLayout.JAVA_BYTE, 0) & 0xFF;
    }
    // EINVAL: there is none (tcp(7), "Sockets API").
    int errno = Libc.errno(kernel.state);
    if (count == 0 || errno == Libc.EAGAIN || errno == Libc.EINVAL) {
      return -1;
    }
    throw Errors.of(kernel.state);
  }

  private void checkUsable() throws IOException {
    if (!open) {
      throw new SocketException("stream is closed");
    }
    if (connecting) {
      finishConnect();
      if (connecting) {
        throw new SocketException("stream is not connected");
      }
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    checkUsable();
    if (!outputEnded) {
      if (Libc.shutdown(kernel.state, descriptor, Libc.SHUT_WR) < 0) {
        throw Errors.of(kernel.state);
      }
      outputEnded = true;
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (!connecting) {
      return true;
    }
    if (connectFailure != null) {
      throw connectFailure;
    }
    if (kernel.poll(this, Ready.WRITE, 0) == 0) {
      return false;
    }
    int error = pendingError();
    if (error != 0) {
      connectFailure = Errors.connecting(remoteAddress(), Errors.of(kernel.state, error));
      // It would be reported for ever.
      kernel.slots.want(slot, 0);
      throw connectFailure;
    }
    connecting = false;
    return true;
  }

  private int pendingError() throws IOException {
    MemorySegment scratch = kernel.scratch;
    scratch.set(ValueLayout.JAVA_INT, 0, 0);
    scratch.set(ValueLayout.JAVA_INT, 4, Integer.BYTES);
    long value = scratch.address();
    if (Libc.getsockopt(kernel.state, descriptor, Libc.SOL_SOCKET, Libc.SO_ERROR, value, value + 4)
        < 0) {
      throw Errors.of(kernel.state);
    }
    return scratch.get(ValueLayout.JAVA_INT, 0);
  }

  @Override
  public void abort() {
    if (open) {
      MemorySegment linger = kernel.scratch;
      linger.set(ValueLayout.JAVA_INT, 0, 1);
      linger.set(ValueLayout.JAVA_INT, 4, 0);
      Libc.setsockopt(
          kernel.state,
          descriptor,
          Libc.SOL_SOCKET,
          Libc.SO_LINGER,
          linger.address(),
          2 * Integer.BYTES);
    }
    close();
  }

  @Override
  protected void release() {
    try {
      localAddress();
    } catch (IOException unknown) {
      // Then nobody can ask for it later, either.
    }
    open = false;
    kernel.slots.remove(slot);
    Libc.close(kernel.state, descriptor);
  }

  @Override
  public void interest(int reasons) {
    if (open && connectFailure == null) {
      kernel.slots.want(slot, reasons);
    }
  }

  @Override
  public @Nullable IOException failure() {
    return null;
  }

  @Override
  public boolean hasInput() {
    long at = kernel.scratch.address();
    return open && Libc.recv(kernel.state, descriptor, at, 1, Libc.MSG_PEEK) > 0;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    if (local == null && open) {
      local = kernel.localAddress(descriptor);
    }
    if (local == null) {
      throw new SocketException("not connected");
    }
    return local;
  }

  @Override
  public boolean isTcp() {
    return tcp;
  }

  @Override
  public SocketAddress remoteAddress() {
    if (remote == null) {
      remote = Addresses.unpack(remoteHigh, remoteLow, remoteScope, remotePort);
    }
    return remote;
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    if (!open) {
      throw new SocketException("stream is closed");
    }
    if (option.equals(StandardSocketOptions.TCP_NODELAY)) {
      if (noDelay != (Boolean) value) {
        noDelay = (Boolean) value;
        kernel.option(descriptor, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, noDelay ? 1 : 0);
      }
    } else if (option.equals(StandardSocketOptions.SO_KEEPALIVE)) {
      if (keepAlive != (Boolean) value) {
        keepAlive = (Boolean) value;
        kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, keepAlive ? 1 : 0);
      }
    } else if (option.equals(StandardSocketOptions.SO_SNDBUF)) {
      kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_SNDBUF, (Integer) value);
    } else if (option.equals(StandardSocketOptions.SO_RCVBUF)) {
      kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_RCVBUF, (Integer) value);
    } else {
      throw new UnsupportedOperationException(option + " can't be set on a stream of this kernel");
    }
  }

  int descriptor() {
    return descriptor;
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "epoll stream " + descriptor + " of " + remoteAddress();
  }
}
