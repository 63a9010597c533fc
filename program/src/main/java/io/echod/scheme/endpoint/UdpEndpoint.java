package io.echod.scheme.endpoint;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.address.Names;
import io.echod.net.datagram.DatagramFailure;
import io.echod.net.datagram.Datagrams;
import io.echod.scheme.output.CountedLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** The result of {@code udp-open}: a socket for datagrams (RFC 768). */
public final class UdpEndpoint extends SocketEndpoint {

  /** The most that a datagram can have, over IPv4: 65535 less the headers. */
  public static final int BYTES_MAX = 65_507;

  private final CountedLine receivedLine = new CountedLine("tcp: received ", " bytes at ");
  private final CountedLine sentLine = new CountedLine("tcp: sent ", " bytes at ");
  private final CountedLine droppedLine = new CountedLine("tcp: dropped ", " bytes at ");
  private final Datagrams datagrams;
  private final DatagramAddress address = new DatagramAddress();
  private long received;

  /** In which call of a callback it has received last. */
  private long lastReceivingCall = -1;

  /** Numbers a socket. */
  public UdpEndpoint(Endpoints endpoints, Datagrams datagrams) {
    super(endpoints, Integer.toString(datagrams.address().getPort()));
    this.datagrams = datagrams;
    trace.endpoint("bound ", labelLine());
  }

  /**
   * A datagram.
   *
   * @param bytes what it has, as a string of bytes
   * @param sender {@code port@host}
   */
  public record Received(String bytes, String sender) {}

  /** Gives the next datagram, waiting for it at most so long; empty where none came. */
  public Optional<Received> receive(Duration timeout) throws IOException {
    await(timeout);
    received++;
    lastReceivingCall = loop.callNumber();
    while (datagrams.isOpen()) {
      try {
        int count = datagrams.receive(endpoints.buffer().emptied(SharedBuffer.BYTES), address);
        if (count == Datagrams.NONE) {
          return Optional.empty();
        }
        InetSocketAddress sender = address.toSocketAddress();
        trace.endpoint(receivedLine, count, labelLine());
        return Optional.of(
            new Received(
                endpoints.buffer().hold(count), sender.getPort() + "@" + Names.host(sender)));
      } catch (DatagramFailure unreachable) {
        // The network reports a failure of one that was sent before: there may be others behind it.
        trace.endpoint("lost, as " + unreachable.getMessage() + ": ", labelLine());
      }
    }
    return Optional.empty();
  }

  private void await(Duration timeout) throws IOException {
    Duration left =
        loop.waits().whileLive(datagrams, Reason.READ, timeout, () -> !isUp() || isReadable());
    if (!left.isZero() && isUp()) {
      long nanos = left.isNegative() ? Kernel.FOREVER : left.toNanos();
      loop.dispatcher().kernel().poll(datagrams.source(), Ready.READ, nanos);
    }
  }

  /** Sends a datagram of at most {@link #BYTES_MAX}; false where it can't be sent. */
  public boolean send(InetSocketAddress receiver, CharSequence bytes) {
    address.set(receiver);
    try {
      boolean sent = datagrams.send(endpoints.buffer().filled(bytes, 0), address);
      trace.endpoint(sent ? sentLine : droppedLine, bytes.length(), labelLine());
      return sent;
    } catch (DatagramFailure refused) {
      trace.endpoint("lost, as " + refused.getMessage() + ": ", labelLine());
      return false;
    }
  }

  @Override
  protected int prepare(int reasons) {
    return reasons;
  }

  @Override
  protected boolean holdsInput() {
    return false;
  }

  @Override
  protected long inputTaken() {
    return received;
  }

  /** One bad datagram does not end a server, nor is a callback to fail by it again and again. */
  @Override
  protected String callbackFailed() {
    if (lastReceivingCall == loop.callNumber()) {
      return "the socket goes on";
    }
    try {
      datagrams.receive(endpoints.buffer().emptied(SharedBuffer.BYTES), address);
    } catch (DatagramFailure none) {
      // That is one less, too.
    }
    return "the datagram is dropped";
  }

  @Override
  void close() {
    datagrams.close();
  }

  @Override
  protected Datagrams watched() {
    return datagrams;
  }

  @Override
  protected boolean isOver() {
    return !datagrams.isOpen();
  }

  /** Where it receives. */
  public InetSocketAddress address() {
    return datagrams.address();
  }

  @Override
  public void bufferBytes(int receive, int send) throws IOException {
    throw new IOException("the buffers of a socket for datagrams can't be changed");
  }

  @Override
  public boolean isReadable() throws IOException {
    return isUp() && loop.dispatcher().kernel().poll(datagrams.source(), Ready.READ, 0) != 0;
  }

  @Override
  public boolean isWritable() throws IOException {
    return isUp() && loop.dispatcher().kernel().poll(datagrams.source(), Ready.WRITE, 0) != 0;
  }

  @Override
  public boolean isUp() {
    return datagrams.isOpen();
  }
}
