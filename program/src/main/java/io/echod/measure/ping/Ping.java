package io.echod.measure.ping;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.measure.ErrorKind;
import io.echod.measure.Latencies;
import io.echod.measure.Payload;
import io.echod.net.Connection;
import io.echod.net.Connector;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message in every interval over one connection, and verifies what comes back. A connection
 * that is lost is made anew for the next message. Belongs to the dispatcher's thread.
 */
public final class Ping implements Pinger, Connector.Outcome {

  /** Who is told of each event. */
  public interface Listener {

    /**
     * A connection is made.
     *
     * @param connectNanos until the connection was open
     * @param handshakeNanos from then until bytes went through, as after a handshake of TLS; 0
     *     where there is none
     */
    void connected(long connectNanos, long handshakeNanos);

    /** A message has come back, after so many nanoseconds. */
    void answered(int number, int bytes, long nanos);

    /** A message was lost. */
    void failed(int number, ErrorKind kind, String why);
  }

  private final Dispatcher dispatcher;
  private final PingOptions options;
  private final Listener listener;
  private final ByteBuffer outgoing;
  private final ByteBuffer expected;
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(Payload.VIEW_MAX);
  private final Histogram roundTrips = Latencies.histogram();
  private final Histogram connectTimes = Latencies.histogram();
  private final Histogram handshakeTimes = Latencies.histogram();
  private final Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
  private @Nullable Connection connection;
  private @Nullable Connector connector;
  private @Nullable Callback ticks;
  private @Nullable Callback timeout;
  private int number;
  private int received;
  private long connectNanos;
  private long sentNanos;
  private long offset;
  private long readOffset;
  private long writtenOffset;
  private boolean waiting;

  private boolean over;

  /** Begins nothing yet. */
  public Ping(Dispatcher dispatcher, PingOptions options, long seed, Listener listener) {
    this.dispatcher = dispatcher;
    this.options = options;
    this.listener = listener;
    Payload payload = new Payload(seed);
    outgoing = payload.view();
    expected = payload.view();
  }

  /** Begins; the dispatcher has nothing left to monitor when it is over. */
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
    timeout = dispatcher.after(options.timeout(), (_, _) -> timedOut());
    if (connection == null) {
      connectNanos = now();
      connector = Connector.connect(dispatcher, options.address(), options.connection(), this);
    } else {
      send(connection);
    }
  }

  @Override
  public void connected(Connection made) {
    connector = null;
    connection = made;
    offset = 0;
    readOffset = 0;
    writtenOffset = 0;
    long openNanos = now();
    if (made.isReady()) {
      begin(made, openNanos, 0);
      return;
    }
    // A failure of a layer, as in a handshake, ends the connection without a word to the handler.
    made.onClose(this::closed);
    made.whenReady(_ -> begin(made, openNanos, Math.max(1, now() - openNanos)));
  }

  private void begin(Connection made, long openNanos, long handshakeNanos) {
    if (connection != made || !waiting) {
      return;
    }
    long nanos = Math.max(1, openNanos - connectNanos);
    connectTimes.recordValue(Math.min(nanos, Latencies.NANOS_MAX));
    if (handshakeNanos > 0) {
      handshakeTimes.recordValue(Math.min(handshakeNanos, Latencies.NANOS_MAX));
    }
    listener.connected(nanos, handshakeNanos);
    made.onIo(Reason.READ, (_, _) -> read(made)).name("ping");
    send(made);
  }

  private void closed(Connection ended) {
    if (connection == ended) {
      IOException why =
          ended.failure().orElseGet(() -> new SocketException("the connection was closed"));
      lost(ErrorKind.of(why), String.valueOf(why.getMessage()));
    }
  }

  @Override
  public void failed(IOException failure) {
    connector = null;
    lost(ErrorKind.of(failure), String.valueOf(failure.getMessage()));
  }

  private void send(Connection open) {
    offset += options.size();
    sentNanos = now();
    try {
      while (writtenOffset < offset) {
        Payload.show(outgoing, 0, writtenOffset, (int) (offset - writtenOffset));
        int written = open.write(outgoing);
        writtenOffset += written;
        if (written == 0) {
          break;
        }
      }
    } catch (IOException lost) {
      lost(ErrorKind.of(lost), String.valueOf(lost.getMessage()));
    }
  }

  private void read(Connection open) {
    try {
      int count = open.read(incoming.clear());
      if (count == Connection.END) {
        lost(ErrorKind.CLOSED, "the server ended the connection");
        return;
      }
      verify(count);
    } catch (IOException lost) {
      lost(ErrorKind.of(lost), String.valueOf(lost.getMessage()));
    }
  }

  private void verify(int count) {
    incoming.flip();
    if (readOffset + count > writtenOffset) {
      lost(ErrorKind.UNASKED, "more bytes came back than were sent");
      return;
    }
    Payload.show(expected, 0, readOffset, count);
    int place = incoming.mismatch(expected);
    if (place >= 0) {
      lost(ErrorKind.MISMATCH, "another byte came back at offset " + (readOffset + place));
      return;
    }
    readOffset += count;
    if (waiting && readOffset == offset) {
      long nanos = Math.max(1, now() - sentNanos);
      received++;
      roundTrips.recordValue(Math.min(nanos, Latencies.NANOS_MAX));
      settle();
      listener.answered(number, options.size(), nanos);
      endWhereEnough();
    }
  }

  private void timedOut() {
    lost(ErrorKind.TIMEOUT, "no answer in time");
  }

  private void lost(ErrorKind kind, String why) {
    drop();
    if (waiting) {
      errors.merge(kind, 1L, Long::sum);
      settle();
      listener.failed(number, kind, why);
      endWhereEnough();
    } else if (!over && kind != ErrorKind.CLOSED) {
      errors.merge(kind, 1L, Long::sum);
    }
  }

  private void drop() {
    Connector attempt = connector;
    connector = null;
    if (attempt != null) {
      attempt.cancel();
    }
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.abort();
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

  /** Ends it; a message that is under way counts as neither lost nor sent. */
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
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
    drop();
  }

  private long now() {
    return dispatcher.kernel().nanoTime();
  }

  /** Messages sent and settled so far. */
  @Override
  public int sent() {
    return number;
  }

  /** Messages that came back. */
  @Override
  public int received() {
    return received;
  }

  /** Round trips in nanoseconds. */
  @Override
  public Histogram roundTrips() {
    return roundTrips;
  }

  /** Times of connects in nanoseconds. */
  @Override
  public Histogram connectTimes() {
    return connectTimes;
  }

  /** Times of handshakes in nanoseconds. */
  @Override
  public Histogram handshakeTimes() {
    return handshakeTimes;
  }

  /** What went wrong, by kind. */
  @Override
  public Map<ErrorKind, Long> errors() {
    return Map.copyOf(errors);
  }
}
