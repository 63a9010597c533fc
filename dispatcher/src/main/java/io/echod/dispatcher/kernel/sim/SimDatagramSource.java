package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.Destination;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A UDP socket of a simulated kernel. */
final class SimDatagramSource extends DatagramSource implements SimSource, SimDatagrams.Socket {

  /** As Linux has it (net.core.rmem_default), and what it counts for a datagram besides. */
  private static final int BUFFER_BYTES = 212_992;

  private static final int OVERHEAD_BYTES = 512;

  private final SimKernel kernel;
  private final int descriptor;
  private final int bufferBytes;
  private final ArrayDeque<Arrived> waiting = new ArrayDeque<>();
  private InetSocketAddress address;
  private @Nullable InetSocketAddress connected;
  private @Nullable IOException failure;
  private int waitingBytes;
  private int interest;
  private boolean shares;
  private boolean open = true;

  private record Arrived(ByteBuffer bytes, InetSocketAddress from) {

    int size() {
      return bytes.remaining() + OVERHEAD_BYTES;
    }
  }

  private SimDatagramSource(
      SimKernel kernel, int descriptor, InetSocketAddress address, DatagramOptions options) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.address = address;
    shares = options.reusePort();
    bufferBytes = options.receiveBufferBytes() > 0 ? options.receiveBufferBytes() : BUFFER_BYTES;
  }

  static SimDatagramSource bind(SimKernel kernel, SocketAddress wanted, DatagramOptions options)
      throws IOException {
    SimDatagrams datagrams = kernel.network.datagrams;
    InetSocketAddress address = datagrams.bindable(wanted, options.reusePort());
    int descriptor = kernel.descriptors().reserve();
    SimDatagramSource source = new SimDatagramSource(kernel, descriptor, address, options);
    kernel.descriptors().add(descriptor, source);
    datagrams.add(source);
    kernel.called("bind", descriptor, address.getPort(), true);
    return source;
  }

  @Override
  public void arrive(byte[] bytes, InetSocketAddress from) {
    Arrived arrived = new Arrived(ByteBuffer.wrap(bytes), from);
    // As on Linux: a datagram that comes first has room, of any size.
    if (waitingBytes > 0 && waitingBytes + arrived.size() > bufferBytes) {
      kernel.network.datagrams.overflowed(address.getPort(), bytes.length);
      return;
    }
    waiting.add(arrived);
    waitingBytes += arrived.size();
    kernel.descriptors().mayBeReady(descriptor);
  }

  @Override
  public void unreachable(InetSocketAddress to) {
    if (open && to.equals(connected)) {
      failure = new PortUnreachableException("no socket is bound to " + to);
      kernel.descriptors().mayBeReady(descriptor);
    }
  }

  @Override
  public int receive(ByteBuffer buffer, DatagramAddress sender) throws IOException {
    check("receive fails");
    if (waiting.isEmpty() || kernel.network.chances.happens(Fault.ZERO_READ)) {
      kernel.called("receive", descriptor, NONE, false);
      return NONE;
    }
    Arrived first = waiting.remove();
    waitingBytes -= first.size();
    int length = first.bytes.remaining();
    kernel.called("receive", descriptor, length, true);
    if (length > buffer.remaining()) {
      throw tooLong(length, buffer.remaining());
    }
    buffer.put(first.bytes);
    sender.set(first.from);
    return length;
  }

  @Override
  public boolean send(ByteBuffer buffer, DatagramAddress receiver) throws IOException {
    check("send fails");
    int length = buffer.remaining();
    checkLength(length, receiver);
    InetSocketAddress to = receiver.toSocketAddress();
    checkReceiver(to);
    if (kernel.network.chances.happens(Fault.ZERO_WRITE)) {
      kernel.called("send", descriptor, NONE, false);
      return false;
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    kernel.network.datagrams.send(this, from(to), to, bytes);
    kernel.called("send", descriptor, length, true);
    return true;
  }

  private InetSocketAddress from(InetSocketAddress to) {
    InetAddress own = address.getAddress();
    return own.isAnyLocalAddress()
        ? new InetSocketAddress(Hosts.ownFor(to.getAddress()), address.getPort())
        : address;
  }

  /** Reports an error of the network once. */
  private void check(String what) throws IOException {
    if (!open) {
      throw new SocketException("socket for datagrams is closed");
    }
    IOException reported = failure;
    if (reported != null) {
      failure = null;
      kernel.called(what, descriptor, 0, true);
      throw reported;
    }
  }

  private void checkReceiver(InetSocketAddress to) throws SocketException {
    if (connected != null && !connected.equals(to)) {
      throw new SocketException("is connected to " + connected + ", and sends nothing to " + to);
    }
    checkReachable(to);
  }

  private void checkReachable(InetSocketAddress to) throws SocketException {
    if (isIpv4(address) && !isIpv4(to)) {
      throw new SocketException("a socket of IPv4 sends nothing to " + to);
    }
    byte[] host = to.getAddress().getAddress();
    if (host.length == 4 && (host[0] & host[1] & host[2] & host[3]) == -1) {
      throw new SocketException("Permission denied");
    }
  }

  private static boolean isIpv4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }

  @Override
  public void connect(InetSocketAddress wanted) throws IOException {
    check("connect fails");
    InetSocketAddress to = Destination.toSend(wanted);
    checkReachable(to);
    connected = to;
    address = from(to);
    waiting.removeIf(arrived -> !arrived.from.equals(to));
    waitingBytes = waiting.stream().mapToInt(Arrived::size).sum();
    kernel.called("connect", descriptor, to.getPort(), true);
  }

  @Override
  protected void release() {
    open = false;
    kernel.network.datagrams.remove(this);
    kernel.descriptors().remove(descriptor);
    kernel.called("close", descriptor, 0, true);
  }

  @Override
  public int readiness() {
    return Ready.WRITE | (waiting.isEmpty() && failure == null ? 0 : Ready.READ);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void interest(int reasons) {
    interest = reasons;
    if (open) {
      kernel.descriptors().mayBeReady(descriptor);
    }
  }

  @Override
  public int interest() {
    return interest;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public Source source() {
    return this;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public InetSocketAddress localAddress() {
    return address;
  }

  @Override
  public @Nullable InetSocketAddress connected() {
    return connected;
  }

  @Override
  public boolean shares() {
    return shares;
  }

  @Override
  public void share() throws SocketException {
    if (!open) {
      throw new SocketException("socket for datagrams is closed");
    }
    shares = true;
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "sim datagrams " + descriptor + " " + address;
  }
}
