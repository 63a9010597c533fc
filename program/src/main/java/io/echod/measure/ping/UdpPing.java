package io.echod.measure.ping;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.measure.ErrorKind;
import io.echod.measure.Numbered;
import io.echod.measure.Payload;
import io.echod.net.datagram.Datagrams;
import io.echod.net.datagram.DatagramsOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Pings over UDP: a datagram in every interval. One that does not come back within the timeout is
 * lost; an answer that comes after that, or twice, is reported as what it is.
 */
public final class UdpPing extends Pinger {

  private static final int SENDER = 0;

  private final Numbered numbered;
  private final InetSocketAddress server;
  private final DatagramAddress to;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(DatagramBatch.SLOT_BYTES);
  private final DatagramAddress from = new DatagramAddress();
  private @Nullable Datagrams socket;
  private boolean answered;

  /**
   * Begins nothing yet.
   *
   * @throws IllegalArgumentException where a datagram would have no room for its number
   */
  public UdpPing(Dispatcher dispatcher, PingOptions options, long seed, Listener listener) {
    super(dispatcher, options, listener);
    if (options.size() < Numbered.HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a datagram needs "
              + Numbered.HEADER_BYTES
              + " bytes or more, for its number, not "
              + options.size());
    }
    numbered = new Numbered(new Payload(seed));
    server = (InetSocketAddress) options.address();
    to = new DatagramAddress(server);
  }

  @Override
  void begin() {
    answered = false;
    try {
      Datagrams open = socket == null ? open() : socket;
      numbered.put(buffer, SENDER, number(), options.size());
      sending();
      open.send(buffer, to);
    } catch (IOException failure) {
      lost(failure);
    }
  }

  private Datagrams open() throws IOException {
    Datagrams opened =
        Datagrams.bind(
            dispatcher,
            new InetSocketAddress(
                server.getAddress() instanceof Inet4Address ? "0.0.0.0" : "::", 0),
            DatagramsOptions.DEFAULT);
    socket = opened;
    opened.connect(server);
    opened.onIo(Reason.READ, (_, _) -> read(opened)).name("ping");
    return opened;
  }

  private void read(Datagrams open) {
    try {
      if (open.receive(buffer.clear(), from) != Datagrams.NONE) {
        verify(buffer.flip());
      }
    } catch (IOException failure) {
      lost(failure);
    }
  }

  private void verify(ByteBuffer datagram) {
    long which = Numbered.number(datagram);
    if (which < 1 || which > number()) {
      lost(ErrorKind.UNASKED, "a datagram came that was not sent");
    } else if (numbered.mismatch(datagram, SENDER, which, options.size()) >= 0) {
      lost(ErrorKind.MISMATCH, "a datagram came back in which other bytes are");
    } else if (which < number()) {
      count(ErrorKind.REORDERED);
      listener.failed((int) which, ErrorKind.REORDERED, "it came after its time");
    } else if (answered) {
      count(ErrorKind.DUPLICATE);
      listener.failed(number(), ErrorKind.DUPLICATE, "it came twice");
    } else if (isWaiting()) {
      answered = true;
      answered();
    }
  }

  @Override
  void lost(ErrorKind kind, String why) {
    count(kind);
    if (isWaiting()) {
      giveUp(kind, why);
    }
  }

  @Override
  void release() {
    if (socket != null) {
      socket.close();
    }
  }
}
