package io.echod.measure.ping;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.measure.ErrorKind;
import io.echod.measure.Latencies;
import io.echod.measure.Numbered;
import io.echod.measure.Payload;
import io.echod.net.datagram.Datagrams;
import io.echod.net.datagram.DatagramsOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The same over UDP: a datagram in every interval, one at a time. One that does not come back
 * within the timeout is lost; an answer that comes after that, or twice, is told as what it is.
 */
public final class UdpPing implements Pinger {

  private static final int SENDER = 0;

  private final Dispatcher dispatcher;
  private final PingOptions options;
  private final Ping.Listener listener;
  private final Numbered numbered;
  private final InetSocketAddress server;
  private final DatagramAddress to;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(DatagramBatch.SLOT_BYTES);
  private final DatagramAddress from = new DatagramAddress();
  private final Histogram roundTrips = Latencies.histogram();
  private final Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
  private @Nullable Datagrams socket;
  private @Nullable Callback ticks;
  private @Nullable Callback timeout;
  private int number;
  private int received;
  private long sentNanos;
  private boolean waiting;
  private boolean answered;
  private boolean over;

  /**
   * Begins nothing yet.
   *
   * @throws IllegalArgumentException where a datagram would have no room for its number
   */
  public UdpPing(Dispatcher dispatcher, PingOptions options, long seed, Ping.Listener listener) {
    if (options.size() < Numbered.HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a datagram needs "
              + Numbered.HEADER_BYTES
              + " bytes or more, for its number, not "
              + options.size());
    }
    this.dispatcher = dispatcher;
    this.options = options;
    this.listener = listener;
    numbered = new Numbered(new Payload(seed));
    server = (InetSocketAddress) options.address();
    to = new DatagramAddress(server);
  }

  @Override
  public void start() {
    ticks = dispatcher.every(Duration.ZERO, options.interval(), (_, _) -> tick());
  }

  private void tick() {
    if (waiting) {
      // One at a time: the timeout tells of it.
      return;
    }
    number++;
    waiting = true;
    answered = false;
    timeout =
        dispatcher.after(options.timeout(), (_, _) -> lost(ErrorKind.TIMEOUT, "no answer in time"));
    try {
      Datagrams open = socket == null ? open() : socket;
      numbered.put(buffer, SENDER, number, options.size());
      sentNanos = now();
      open.send(buffer, to);
    } catch (IOException failed) {
      lost(ErrorKind.of(failed), String.valueOf(failed.getMessage()));
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
    } catch (IOException told) {
      lost(ErrorKind.of(told), String.valueOf(told.getMessage()));
    }
  }

  private void verify(ByteBuffer datagram) {
    long which = Numbered.number(datagram);
    if (which < 1 || which > number) {
      lost(ErrorKind.UNASKED, "a datagram came that was not sent");
      return;
    }
    if (numbered.mismatch(datagram, SENDER, which, options.size()) >= 0) {
      lost(ErrorKind.MISMATCH, "a datagram came back in which other bytes are");
      return;
    }
    if (which < number) {
      errors.merge(ErrorKind.REORDERED, 1L, Long::sum);
      listener.failed((int) which, ErrorKind.REORDERED, "it came after its time");
    } else if (answered) {
      errors.merge(ErrorKind.DUPLICATE, 1L, Long::sum);
      listener.failed(number, ErrorKind.DUPLICATE, "it came twice");
    } else if (waiting) {
      long nanos = Math.max(1, now() - sentNanos);
      answered = true;
      received++;
      roundTrips.recordValue(Math.min(nanos, Latencies.NANOS_MAX));
      settle();
      listener.answered(number, options.size(), nanos);
      endWhereEnough();
    }
  }

  private void lost(ErrorKind kind, String why) {
    errors.merge(kind, 1L, Long::sum);
    if (waiting) {
      settle();
      listener.failed(number, kind, why);
      endWhereEnough();
    }
  }

  private void settle() {
    waiting = false;
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }

  private void endWhereEnough() {
    if (options.count() > 0 && number >= options.count()) {
      finish();
    }
  }

  @Override
  public void finish() {
    if (over) {
      return;
    }
    over = true;
    if (waiting) {
      number--;
      settle();
    }
    if (ticks != null) {
      ticks.cancel();
    }
    if (socket != null) {
      socket.close();
    }
  }

  private long now() {
    return dispatcher.kernel().nanoTime();
  }

  @Override
  public int sent() {
    return number;
  }

  @Override
  public int received() {
    return received;
  }

  @Override
  public Histogram roundTrips() {
    return roundTrips;
  }

  @Override
  public Histogram connectTimes() {
    return Latencies.histogram();
  }

  @Override
  public Histogram handshakeTimes() {
    return Latencies.histogram();
  }

  @Override
  public Map<ErrorKind, Long> errors() {
    return Map.copyOf(errors);
  }
}
