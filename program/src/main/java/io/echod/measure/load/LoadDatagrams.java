package io.echod.measure.load;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.measure.ErrorKind;
import io.echod.measure.Numbered;
import io.echod.net.datagram.Datagrams;
import io.echod.net.datagram.DatagramsOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of a load's sockets for datagrams: sends them with their numbers, verifies every byte that
 * comes back, and counts those that are lost, come twice, or come after one that was sent later.
 */
final class LoadDatagrams implements LoadPeer {

  /** How often to look for what is lost. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private final LoadLoop loop;
  private final int number;
  private final int pipeline;
  private final InetSocketAddress server;
  private final DatagramAddress to;
  private final DatagramAddress from = new DatagramAddress();
  private final ByteBuffer outgoing;
  private final InFlight waiting = new InFlight(2);
  private final Outstanding outstanding;
  private @Nullable Datagrams socket;
  private @Nullable Callback looks;
  private long nextNumber;
  private long highestAnswered = -1;

  LoadDatagrams(LoadLoop loop, int number, int pipeline) {
    this.loop = loop;
    this.number = number;
    this.pipeline = pipeline;
    server = (InetSocketAddress) loop.options.address();
    to = new DatagramAddress(server);
    outgoing = ByteBuffer.allocateDirect(loop.options.shape().sizeMax());
    outstanding = new Outstanding(pipeline);
  }

  @Override
  public void connect() {
    if (socket != null) {
      return;
    }
    boolean ipv4 = server.getAddress() instanceof Inet4Address;
    try {
      Datagrams opened =
          Datagrams.bind(
              loop.dispatcher,
              new InetSocketAddress(ipv4 ? "0.0.0.0" : "::", 0),
              DatagramsOptions.DEFAULT.withQueue(0));
      socket = opened;
      opened.connect(server);
      opened.onIo(Reason.READ, (_, _) -> read(opened));
      looks = loop.dispatcher.every(LOOK, LOOK, (_, _) -> look());
    } catch (IOException failure) {
      close();
      loop.connectFailed(this, failure);
      return;
    }
    loop.opened();
    sendWaiting(loop.now());
  }

  @Override
  public void offer(long intended, long now) {
    waiting.add(intended, 0, 0);
    sendWaiting(now);
  }

  private void sendWaiting(long now) {
    while (socket != null && waiting.size() > 0 && outstanding.size() < pipeline) {
      long intended = waiting.intended();
      waiting.removeFirst();
      int size = loop.messages.drawSize();
      outstanding.add(nextNumber, intended, now, size);
      loop.messages.numbered.put(outgoing, number, nextNumber, size);
      nextNumber++;
      loop.account.sent(intended, now);
      try {
        // Datagrams that the socket does not take are lost, as those that the network loses.
        socket.send(outgoing, to);
      } catch (IOException refused) {
        lose(ErrorKind.of(refused));
        return;
      }
    }
  }

  private void read(Datagrams open) {
    try {
      while (open.receive(loop.messages.incoming.clear(), from) != Datagrams.NONE) {
        verify(loop.messages.incoming.flip());
        if (!open.isOpen()) {
          return;
        }
      }
    } catch (IOException failure) {
      if (open.isOpen()) {
        lose(ErrorKind.of(failure));
      }
    }
  }

  private void verify(ByteBuffer datagram) {
    long which = Numbered.number(datagram);
    if (which < 0 || which >= nextNumber) {
      loop.account.mismatch("socket %d: a datagram came that was not sent".formatted(number));
      loop.account.noted(ErrorKind.UNASKED);
      return;
    }
    int index = outstanding.find(which);
    if (index < 0) {
      // One that was given up is counted as lost already.
      if (outstanding.isAnswered(which)) {
        loop.account.noted(ErrorKind.DUPLICATE);
      }
      return;
    }
    int place = loop.messages.numbered.mismatch(datagram, number, which, outstanding.bytes(index));
    if (place >= 0) {
      loop.account.mismatch(
          "socket %d, datagram %d: other bytes from byte %d on".formatted(number, which, place));
      outstanding.remove(index, true);
      loop.lost(this, ErrorKind.MISMATCH, 1);
      return;
    }
    if (which < highestAnswered) {
      loop.account.noted(ErrorKind.REORDERED);
    }
    highestAnswered = Math.max(highestAnswered, which);
    long now = loop.now();
    long intended = outstanding.intended(index);
    long sent = outstanding.sent(index);
    outstanding.remove(index, true);
    loop.account.answered(intended, sent, now, datagram.remaining());
    loop.next(this, now);
    sendWaiting(now);
  }

  /** Gives up what has not come in time. */
  private void look() {
    long timeoutNanos = loop.options.lossTimeout().toNanos();
    while (outstanding.size() > 0 && loop.now() - outstanding.sent(0) > timeoutNanos) {
      outstanding.remove(0, false);
      loop.lost(this, ErrorKind.LOST, 1);
    }
    sendWaiting(loop.now());
  }

  /** There is no socket, or no way to it: datagrams in flight are lost, and it tries anew later. */
  private void lose(ErrorKind kind) {
    int lost = outstanding.size();
    close();
    loop.lost(this, kind, lost);
  }

  @Override
  public void close() {
    Datagrams open = socket;
    socket = null;
    outstanding.clear();
    if (looks != null) {
      looks.cancel();
      looks = null;
    }
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void closeGently() {
    close();
  }

  @Override
  public int inFlight() {
    return outstanding.size();
  }

  @Override
  public int waiting() {
    return waiting.size();
  }

  @Override
  public boolean isConnected() {
    return socket != null;
  }
}
