package io.echod.measure.ping;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.measure.ErrorKind;
import io.echod.measure.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Round trips to a server: a message in every interval, one at a time, each with a timeout. Belongs
 * to the dispatcher's thread.
 */
public abstract sealed class Pinger permits Ping, UdpPing {

  /** Is called at each event. */
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

  final Dispatcher dispatcher;
  final PingOptions options;
  final Listener listener;
  private final Histogram roundTrips = Latencies.histogram();
  private final Histogram connectTimes = Latencies.histogram();
  private final Histogram handshakeTimes = Latencies.histogram();
  private final Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
  private @Nullable Callback ticks;
  private @Nullable Callback timeout;
  private int number;
  private int received;
  private long sentNanos;
  private boolean waiting;
  private boolean over;

  Pinger(Dispatcher dispatcher, PingOptions options, Listener listener) {
    this.dispatcher = dispatcher;
    this.options = options;
    this.listener = listener;
  }

  /** Begins; the dispatcher has nothing left to monitor when it is over. */
  public final void start() {
    ticks = dispatcher.every(Duration.ZERO, options.interval(), (_, _) -> tick());
  }

  private void tick() {
    if (waiting) {
      // One at a time: the timeout reports it.
      return;
    }
    number++;
    waiting = true;
    timeout =
        dispatcher.after(options.timeout(), (_, _) -> lost(ErrorKind.TIMEOUT, "no answer in time"));
    begin();
  }

  /** Sends the message of {@link #number}, or begins to connect for it. */
  abstract void begin();

  /** Notes when the message leaves. */
  final void sending() {
    sentNanos = now();
  }

  /** The message under way has come back. */
  final void answered() {
    long nanos = Math.max(1, now() - sentNanos);
    received++;
    roundTrips.recordValue(Math.min(nanos, Latencies.NANOS_MAX));
    settle();
    listener.answered(number, options.size(), nanos);
    endWhereEnough();
  }

  /** A connection is open: when that began, and how long a handshake took; 0 for none. */
  final void connected(long beginNanos, long openNanos, long handshakeNanos) {
    long nanos = Math.max(1, openNanos - beginNanos);
    connectTimes.recordValue(Math.min(nanos, Latencies.NANOS_MAX));
    if (handshakeNanos > 0) {
      handshakeTimes.recordValue(Math.min(handshakeNanos, Latencies.NANOS_MAX));
    }
    listener.connected(nanos, handshakeNanos);
  }

  final void lost(IOException failure) {
    lost(ErrorKind.of(failure), String.valueOf(failure.getMessage()));
  }

  /** The message under way, or what there is of a connection, is lost. */
  abstract void lost(ErrorKind kind, String why);

  /** Counts a failure. */
  final void count(ErrorKind kind) {
    errors.merge(kind, 1L, Long::sum);
  }

  /** Ends the wait for the message under way, which is lost; it is counted already. */
  final void giveUp(ErrorKind kind, String why) {
    settle();
    listener.failed(number, kind, why);
    endWhereEnough();
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
  public final void finish() {
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
    release();
  }

  /** Closes what is open. */
  abstract void release();

  final long now() {
    return dispatcher.kernel().nanoTime();
  }

  /** Whether a message is under way. */
  final boolean isWaiting() {
    return waiting;
  }

  final boolean isOver() {
    return over;
  }

  /** The message under way, or the last one; the first is 1. */
  final int number() {
    return number;
  }

  /** Messages sent and settled so far. */
  public final int sent() {
    return number;
  }

  /** Messages that came back. */
  public final int received() {
    return received;
  }

  /** Round trips in nanoseconds. */
  public final Histogram roundTrips() {
    return roundTrips;
  }

  /** Times of connects in nanoseconds; over UDP there are none. */
  public final Histogram connectTimes() {
    return connectTimes;
  }

  /** Times of handshakes of TLS in nanoseconds; of other connections there are none. */
  public final Histogram handshakeTimes() {
    return handshakeTimes;
  }

  /** Failures, by kind. */
  public final Map<ErrorKind, Long> errors() {
    return Map.copyOf(errors);
  }
}
