package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.BacklogFullException;
import io.echod.dispatcher.kernel.Destination;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.dispatcher.kernel.StreamOption;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stream: a descriptor, a slot, and what else can't be asked of the system any more. */
final class EpollStreamSource extends StreamSource {

  /** Neither bytes nor an end nor a failure: not now. */
  private static final int NOTHING = -1;

  /** A signal came first, so it is not known what there is: to be tried again. */
  private static final int INTERRUPTED = -2;

  private final EpollKernel kernel;
  private final int descriptor;
  private final int slot;
  private boolean open = true;
  private boolean connecting;
  private boolean outputEnded;

  /** The peer's end was read, or came before what ended the connection. */
  private boolean inputEnded;

  private @Nullable IOException connectFailure;

  /** The errno that ended the connection; 0 while there is none. The system reports it once. */
  private int lostErrno;

  /** Whether that is why the system does not watch it. */
  private boolean refused;

  private @Nullable SocketAddress local;

  /** Null where the packed one holds it, which takes a fifth of the memory. */
  private final @Nullable SocketAddress remote;

  private final long remoteHigh;
  private final long remoteLow;
  private final int remoteScope;
  private final char remotePort;
  private final boolean tcp;

  /** TCP_NODELAY and SO_KEEPALIVE, as inherited from the listening socket. */
  private boolean noDelay;

  private boolean keepAlive;

  /** Whether close(2) would wait for what is still to be sent (SO_LINGER of socket(7)). */
  private boolean closeWaits;

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
    slot = kernel.slots.addStream(this, descriptor, tcp);
  }

  /** A stream over TCP that was accepted; the scratch memory holds its address. */
  private EpollStreamSource(EpollKernel kernel, int descriptor, @Nullable SocketAddress local) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.local = local;
    remote = null;
    MemorySegment address = kernel.scratch;
    remoteHigh = Addresses.high(address);
    remoteLow = Addresses.low(address);
    remoteScope = Addresses.scope(address);
    remotePort = (char) Addresses.port(address);
    tcp = true;
    noDelay = true;
    keepAlive = true;
    slot = kernel.slots.addStream(this, descriptor, true);
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
    return new EpollStreamSource(kernel, descriptor, kernel.scratchAddress(), false);
  }

  /**
   * Takes a descriptor that another kernel has accepted; of a TCP connection, the scratch memory
   * holds the peer's address.
   */
  static EpollStreamSource accepted(
      EpollKernel kernel, int descriptor, SocketAddress remote, @Nullable SocketAddress local) {
    return remote instanceof InetSocketAddress
        ? new EpollStreamSource(kernel, descriptor, local)
        : new EpollStreamSource(kernel, descriptor, remote, false);
  }

  static EpollStreamSource connect(EpollKernel kernel, SocketAddress asked) throws IOException {
    SocketAddress address = Destination.toConnect(asked);
    int family = Addresses.family(address);
    int descriptor = kernel.socketOrError(family);
    if (descriptor < 0) {
      throw Errors.connecting(address, Errors.of(kernel.state, -descriptor));
    }
    try {
      int errno = begin(kernel, descriptor, family, address);
      if (errno == Libc.EAGAIN && family == Libc.AF_UNIX) {
        throw new BacklogFullException(
            "can't connect to "
                + Destination.text(address)
                + ": as many wait there as its backlog allows");
      }
      boolean connecting = errno == Libc.EINPROGRESS;
      if (errno != 0 && !connecting) {
        throw Errors.of(kernel.state, errno);
      }
      return new EpollStreamSource(kernel, descriptor, address, connecting);
    } catch (IOException failure) {
      kernel.giveBack(descriptor);
      throw Errors.connecting(address, failure);
    } catch (Throwable failure) {
      kernel.giveBack(descriptor);
      throw failure;
    }
  }

  /** Returns the errno, 0 where it is connected. */
  private static int begin(EpollKernel kernel, int descriptor, int family, SocketAddress address)
      throws IOException {
    int bytes = Addresses.write(address, kernel.scratch);
    long at = kernel.scratch.address();
    int result =
        family == Libc.AF_UNIX
            ? Libc.connectFile(kernel.state, descriptor, at, bytes)
            : Libc.connect(kernel.state, descriptor, at, bytes);
    return result < 0 ? Libc.errno(kernel.state) : 0;
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
    if (count <= 0) {
      return readNone(count);
    }
    if (count < space) {
      kernel.slots.cutShort(slot, Ready.READ);
    }
    buffer.position(position + (int) count);
    return (int) count;
  }

  /** Where no bytes were read: not now, or the end, or what is known to have ended it. */
  private int readNone(long count) throws IOException {
    if (count == NOTHING) {
      kernel.slots.usedUp(slot, Ready.READ);
    }
    if (lostErrno != 0 && !inputEnded) {
      throw lost();
    }
    if (count == 0) {
      inputEnded = true;
      return END;
    }
    return 0;
  }

  private long receive(ByteBuffer buffer, int position, int space) throws IOException {
    if (!buffer.isDirect()) {
      MemorySegment bytes = MemorySegment.ofBuffer(buffer);
      return orNothing(false, Libc.recvOnHeap(kernel.state, descriptor, bytes, 0));
    }
    long at = kernel.incoming.of(buffer) + position;
    long count = Libc.receive(descriptor, at, space);
    if (count >= 0) {
      return count;
    }
    int guess = Libc.errnoNow(kernel.state);
    return guess == Libc.EAGAIN && !kernel.slots.isOdd(slot)
        ? NOTHING
        : secondOpinion(false, guess, Libc.recv(kernel.state, descriptor, at, space, 0));
  }

  private long orNothing(boolean writing, long count) throws IOException {
    return count >= 0 ? count : failed(writing, Libc.errno(kernel.state));
  }

  /**
   * Checks a failure that can only be guessed at: no stream is given up on the guess of a moment.
   * The system reports a failure once, and an end ever after.
   */
  private long secondOpinion(boolean writing, int guess, long count) throws IOException {
    if (count > 0) {
      return count;
    }
    if (Errors.isLoss(guess)) {
      return failed(writing, guess);
    }
    return orNothing(writing, count);
  }

  private long failed(boolean writing, int errno) throws IOException {
    if (errno == Libc.EAGAIN) {
      return NOTHING;
    }
    if (errno == Libc.EINTR) {
      return INTERRUPTED;
    }
    if (Errors.isLoss(errno)) {
      lostErrno = errno;
    } else if (writing && errno == Libc.EPIPE && tcp && lostErrno == 0) {
      resetBehindTheEnd();
    }
    throw Errors.of(kernel.state, errno);
  }

  /** Linux says EPIPE of a connection that was reset after the peer's end, which is still read. */
  private void resetBehindTheEnd() {
    lostErrno = Libc.ECONNRESET;
    inputEnded = true;
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    checkUsable();
    if (outputEnded) {
      throw refused ? lost() : new SocketException("Broken pipe");
    }
    int position = buffer.position();
    int length = buffer.limit() - position;
    if (length == 0) {
      return 0;
    }
    long count = transmit(buffer, position, length);
    if (count < length) {
      if (count == INTERRUPTED) {
        return 0;
      }
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
      return orNothing(true, Libc.sendOnHeap(kernel.state, descriptor, bytes, flags));
    }
    long at = kernel.outgoing.of(buffer) + position;
    long count = Libc.transmit(descriptor, at, length);
    if (count >= 0) {
      return count;
    }
    int guess = Libc.errnoNow(kernel.state);
    return guess == Libc.EAGAIN && !kernel.slots.isOdd(slot)
        ? NOTHING
        : secondOpinion(true, guess, Libc.send(kernel.state, descriptor, at, length, flags));
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
    if (count == 0 || errno == Libc.EINVAL) {
      return -1;
    }
    failed(false, errno);
    return -1;
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
  public int unacknowledged() {
    if (!isOpen()) {
      return 0;
    }
    long at = kernel.scratch.address();
    return Libc.ioctl(descriptor, Libc.SIOCOUTQ, at) < 0
        ? -1
        : kernel.scratch.get(ValueLayout.JAVA_INT, 0);
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
    int error = Options.pendingError(kernel, descriptor);
    if (error != 0) {
      connectFailure = Errors.connecting(remoteAddress(), Errors.of(kernel.state, Math.abs(error)));
      // It would be reported for ever.
      kernel.slots.want(slot, 0);
      throw connectFailure;
    }
    connecting = false;
    return true;
  }

  @Override
  public void abort() {
    StackRoom.check(StackRoom.TO_CLOSE + StackRoom.TO_LEAVE);
    try {
      if (open) {
        closeWaits = false;
        Options.tryLinger(kernel, descriptor, 0);
      }
    } finally {
      close();
    }
  }

  @Override
  protected void release() {
    try {
      localAddress();
    } catch (IOException | OutOfMemoryError unknown) {
      // Then no later call can ask for it, either.
    } finally {
      giveBack();
    }
  }

  private void giveBack() {
    try {
      if (closeWaits) {
        // Also for a socket that never blocks; and the whole virtual machine with it.
        Options.tryLinger(kernel, descriptor, -1);
      }
    } finally {
      open = false;
      kernel.slots.remove(slot);
      kernel.giveBack(descriptor);
    }
  }

  @Override
  public void interest(int reasons) {
    if (open && connectFailure == null) {
      kernel.slots.want(slot, reasons);
    }
  }

  /** The system would not watch it: from now on its calls fail, once what had come is read. */
  void refused(int errno) {
    refused = true;
    outputEnded = true;
    lostErrno = errno;
  }

  @Override
  public @Nullable IOException failure() {
    if (open && connecting) {
      askConnect();
    }
    if (connectFailure != null) {
      return connectFailure;
    }
    if (open && !connecting && lostErrno == 0) {
      int error = Options.pendingError(kernel, descriptor);
      if (error == Libc.EPIPE) {
        resetBehindTheEnd();
      } else if (error > 0) {
        lostErrno = error;
      }
    }
    return lostErrno == 0 ? null : lost();
  }

  private void askConnect() {
    try {
      finishConnect();
    } catch (IOException failed) {
      // Which is remembered.
    }
  }

  private IOException lost() {
    IOException why = Errors.of(kernel.state, lostErrno);
    return refused ? new SocketException("can't be watched: " + why.getMessage()) : why;
  }

  @Override
  public boolean hasInput() {
    if (!open) {
      return false;
    }
    long at = kernel.scratch.address();
    long count = Libc.recv(kernel.state, descriptor, at, 1, Libc.MSG_PEEK);
    int errno = count < 0 ? Libc.errno(kernel.state) : 0;
    if (Errors.isLoss(errno)) {
      // Reported once, and not asked for: the next call has to throw it.
      lostErrno = errno;
    }
    return count > 0;
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
    return remote == null
        ? Addresses.unpack(remoteHigh, remoteLow, remoteScope, remotePort)
        : remote;
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    if (!open) {
      throw new SocketException("stream is closed");
    }
    StreamOption known = StreamOption.of(option, tcp);
    int number = known.number(value);
    boolean on = number != 0;
    // Spared where it was inherited.
    if ((known == StreamOption.TCP_NODELAY && on == noDelay)
        || (known == StreamOption.SO_KEEPALIVE && on == keepAlive)) {
      return;
    }
    Options.set(kernel, descriptor, known, number);
    if (known == StreamOption.TCP_NODELAY) {
      noDelay = on;
    } else if (known == StreamOption.SO_KEEPALIVE) {
      keepAlive = on;
    } else if (known == StreamOption.SO_LINGER) {
      closeWaits = number > 0;
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
