package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.Destination;
import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.dispatcher.kernel.Kernel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket, on recvmmsg(2) and sendmmsg(2): one datagram alone costs what recvfrom(2) and
 * sendto(2) would, several cost less.
 */
final class EpollDatagramSource extends DatagramSource {

  /** The result of a call that has moved nothing: not now. */
  private static final int NOTHING = 0;

  private final EpollKernel kernel;
  private Messages messages;
  private final int descriptor;
  private final int slot;
  private final boolean ipv6;
  private InetSocketAddress address;
  private @Nullable DatagramAddress connected;
  private @Nullable DatagramBatch lastBatch;
  private long lastBatchAddress;
  private boolean open = true;

  private EpollDatagramSource(EpollKernel kernel, int descriptor, InetSocketAddress address)
      throws IOException {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.address = address;
    ipv6 = !(address.getAddress() instanceof Inet4Address);
    if (address.getAddress().isAnyLocalAddress()) {
      PacketInfo.ask(kernel, descriptor, ipv6, true);
      messages = kernel.messagesOfEvery();
    } else {
      messages = kernel.messages();
    }
    slot = kernel.slots.add(this, descriptor);
  }

  static EpollDatagramSource bind(EpollKernel kernel, SocketAddress wanted, DatagramOptions options)
      throws IOException {
    InetSocketAddress address = Destination.toBind(wanted);
    int family = Addresses.family(address);
    int descriptor = kernel.socketOrError(family, Libc.SOCK_DGRAM);
    if (descriptor == -Libc.EAFNOSUPPORT && address.getAddress().isAnyLocalAddress()) {
      family = Libc.AF_INET;
      descriptor = kernel.socketOrError(family, Libc.SOCK_DGRAM);
      address = new InetSocketAddress("0.0.0.0", address.getPort());
    }
    if (descriptor < 0) {
      throw Errors.of(kernel.state, -descriptor);
    }
    try {
      prepare(kernel, descriptor, family, options);
      int bytes = Addresses.write(address, kernel.scratch);
      if (Libc.bind(kernel.state, descriptor, kernel.scratch.address(), bytes) < 0) {
        throw Errors.of(kernel.state);
      }
      return new EpollDatagramSource(kernel, descriptor, localAddress(kernel, descriptor));
    } catch (Throwable failure) {
      kernel.giveBack(descriptor);
      throw failure;
    }
  }

  static EpollDatagramSource inherit(EpollKernel kernel, InheritedSocket socket)
      throws IOException {
    int descriptor = Inheritance.take(kernel, socket, InheritedSocket.Kind.DATAGRAMS);
    try {
      return new EpollDatagramSource(kernel, descriptor, localAddress(kernel, descriptor));
    } catch (Throwable failure) {
      kernel.giveBack(descriptor);
      throw failure;
    }
  }

  private static InetSocketAddress localAddress(EpollKernel kernel, int descriptor)
      throws IOException {
    if (kernel.localAddress(descriptor) instanceof InetSocketAddress real) {
      return real;
    }
    throw Errors.of(kernel.state);
  }

  /** Not SO_REUSEADDR: over UDP, that would let another process have the port as well. */
  private static void prepare(
      EpollKernel kernel, int descriptor, int family, DatagramOptions options) throws IOException {
    if (options.reusePort()) {
      kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
    }
    if (family == Libc.AF_INET6) {
      kernel.option(descriptor, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 0);
    }
    if (options.receiveBufferBytes() > 0) {
      kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_RCVBUF, options.receiveBufferBytes());
    }
    if (options.sendBufferBytes() > 0) {
      kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_SNDBUF, options.sendBufferBytes());
    }
  }

  @Override
  public int receive(ByteBuffer buffer, DatagramAddress sender) throws IOException {
    checkOpen();
    int position = buffer.position();
    int room = buffer.remaining();
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("the buffer to receive into is read-only");
    }
    MemorySegment aside = messages.bytes();
    boolean direct = buffer.isDirect();
    if (direct) {
      messages.toReceive(0, kernel.incoming.of(buffer) + position, room);
    } else {
      messages.toReceive(0, aside.address(), Messages.BYTES_MAX);
    }
    if (moved(Libc.receiveMessages(descriptor, messages.address(), 1)) == NOTHING) {
      return NONE;
    }
    int length = messages.length(0);
    if (length > room) {
      throw tooLong(length, room);
    }
    if (direct) {
      buffer.position(position + length);
    } else {
      MemorySegment.copy(aside, 0, MemorySegment.ofBuffer(buffer), 0, length);
      buffer.position(position + length);
    }
    messages.readAddress(0, sender);
    return length;
  }

  @Override
  public boolean send(ByteBuffer buffer, DatagramAddress receiver) throws IOException {
    checkOpen();
    int length = buffer.remaining();
    checkReceiver(length, receiver);
    long at;
    if (buffer.isDirect()) {
      at = kernel.outgoing.of(buffer) + buffer.position();
    } else {
      MemorySegment.copy(MemorySegment.ofBuffer(buffer), 0, messages.bytes(), 0, length);
      at = messages.bytes().address();
    }
    messages.toSend(0, at, length, receiver, ipv6);
    if (moved(Libc.transmitMessages(descriptor, messages.address(), 1)) == NOTHING) {
      return false;
    }
    buffer.position(buffer.limit());
    return true;
  }

  @Override
  public int receive(DatagramBatch batch) throws IOException {
    checkOpen();
    batch.size(0);
    int most = Math.min(batch.capacity(), Messages.COUNT_MAX);
    long memory = address(batch);
    for (int index = 0; index < most; index++) {
      messages.toReceive(index, memory + batch.offset(index), DatagramBatch.SLOT_BYTES);
    }
    int count = moved(Libc.receiveMessages(descriptor, messages.address(), most));
    for (int index = 0; index < count; index++) {
      batch.datagram(index).clear().limit(messages.length(index));
      messages.readAddress(index, batch.address(index));
    }
    batch.size(count);
    return count;
  }

  @Override
  public int send(DatagramBatch batch, int first) throws IOException {
    checkOpen();
    int sent = 0;
    while (first + sent < batch.size()) {
      int count = prepare(batch, first + sent, sent == 0);
      if (count == 0) {
        return sent;
      }
      int taken = Libc.transmitMessages(descriptor, messages.address(), count);
      if (taken < 0 && sent > 0) {
        // Why the next one was not taken, the next call finds out.
        return sent;
      }
      taken = moved(taken);
      sent += taken;
      if (taken < count) {
        return sent;
      }
    }
    return sent;
  }

  /** Returns how many, up to one that can't be sent, which is a failure of the very first. */
  private int prepare(DatagramBatch batch, int from, boolean mayFail) throws IOException {
    long memory = address(batch);
    int count = Math.min(batch.size() - from, Messages.COUNT_MAX);
    for (int index = 0; index < count; index++) {
      int length = batch.datagram(from + index).remaining();
      DatagramAddress to = batch.address(from + index);
      if (index == 0 && mayFail) {
        checkReceiver(length, to);
      } else if (!isSendable(to)) {
        return index;
      }
      messages.toSend(index, memory + batch.offset(from + index), length, to, ipv6);
    }
    return count;
  }

  /** Where a batch has its memory, which stays; servers use one. */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private long address(DatagramBatch batch) {
    if (batch != lastBatch) {
      lastBatchAddress = MemorySegment.ofBuffer(batch.memory()).address();
      lastBatch = batch;
    }
    return lastBatchAddress;
  }

  /** The count of what was moved; 0 where nothing could be now. */
  private int moved(int result) throws IOException {
    if (result >= 0) {
      return result;
    }
    int errno = Libc.errnoNow(kernel.state);
    return switch (errno) {
      // A guess may be wrong: the next wait reports it again.
      case 0, Libc.EAGAIN, Libc.EINTR -> NOTHING;
      case Libc.ECONNREFUSED ->
          throw new PortUnreachableException(
              connected == null
                  ? "no socket is bound to a port"
                  : "no socket is bound to " + connected);
      default -> throw Errors.of(kernel.state, errno);
    };
  }

  private void checkOpen() throws SocketException {
    if (!open) {
      throw new SocketException("socket for datagrams is closed");
    }
  }

  private void checkReceiver(int length, DatagramAddress receiver) throws SocketException {
    checkLength(length, receiver);
    if (!isSendable(receiver)) {
      throw connected != null
          ? new SocketException(
              "is connected to " + connected + ", and sends nothing to " + receiver)
          : unreachable(receiver);
    }
  }

  private static SocketException unreachable(DatagramAddress receiver) {
    return new SocketException("a socket of IPv4 sends nothing to " + receiver);
  }

  private boolean isSendable(DatagramAddress receiver) {
    return connected != null ? connected.isSame(receiver) : isReachable(receiver);
  }

  private boolean isReachable(DatagramAddress receiver) {
    return ipv6 || receiver.isIpv4();
  }

  @Override
  public void connect(InetSocketAddress wanted) throws IOException {
    checkOpen();
    DatagramAddress to = new DatagramAddress(Destination.toSend(wanted));
    if (!isReachable(to)) {
      throw unreachable(to);
    }
    int bytes = Messages.write(to, ipv6, kernel.scratch, 0);
    if (Libc.connect(kernel.state, descriptor, kernel.scratch.address(), bytes) < 0) {
      throw Errors.connecting(to, Errors.of(kernel.state));
    }
    connected = to;
    address = localAddress(kernel, descriptor);
    // It has one address from now on.
    PacketInfo.ask(kernel, descriptor, ipv6, false);
    messages = kernel.messages();
  }

  @Override
  public void share() throws IOException {
    checkOpen();
    kernel.option(descriptor, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
  }

  @Override
  public void interest(int reasons) {
    if (open) {
      kernel.slots.want(slot, reasons);
    }
  }

  @Override
  protected void release() {
    open = false;
    kernel.giveBack(descriptor, slot);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public InetSocketAddress localAddress() {
    return address;
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
    return "epoll datagrams " + address;
  }
}
