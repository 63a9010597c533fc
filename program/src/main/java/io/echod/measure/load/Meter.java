package io.echod.measure.load;

import io.echod.measure.ErrorKind;
import io.echod.measure.Latencies;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The counters of one loop; one writer, the loop's thread. Nothing here takes memory per message.
 */
final class Meter {

  final Histogram latencies = Latencies.histogram();
  final Histogram serviceTimes = Latencies.histogram();
  final Histogram connectTimes = Latencies.histogram();
  final Histogram handshakeTimes = Latencies.histogram();
  final Histogram lags = Latencies.histogram();

  /** Counts of the present interval; those above have the intervals before. */
  private Histogram intervalLatencies = Latencies.histogram();

  private Histogram intervalServiceTimes = Latencies.histogram();

  private final Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
  String firstMismatch = "";

  /** Counts of messages whose time was in the measured phase. */
  long messages;

  long bytes;
  long planned;
  long late;
  long warmupMessages;
  long lastAnswerNanos;
  private long intervalErrors;

  /** A message sent later than this after its time counts as late. */
  static final long LATE_NANOS = 1_000_000;

  void answered(long intended, long sent, long now, int size) {
    record(intervalLatencies, now - intended);
    record(intervalServiceTimes, now - sent);
    messages++;
    bytes += size;
    lastAnswerNanos = now;
  }

  void connected(long connectNanos, long handshakeNanos) {
    record(connectTimes, connectNanos);
    if (handshakeNanos != LoadConnection.NO_HANDSHAKE) {
      record(handshakeTimes, handshakeNanos);
    }
  }

  void lag(long nanos) {
    record(lags, nanos);
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos, 1, Latencies.NANOS_MAX));
  }

  void failed(ErrorKind kind, long count) {
    if (count > 0) {
      errors.merge(kind, count, Long::sum);
    }
    intervalErrors += count;
  }

  long errors(ErrorKind kind) {
    return errors.getOrDefault(kind, 0L);
  }

  /** Begins another interval. */
  Interval takeInterval(long startNanos, long lengthNanos, boolean isRest) {
    Interval taken =
        new Interval(
            startNanos,
            lengthNanos,
            intervalLatencies,
            intervalServiceTimes,
            intervalErrors,
            isRest);
    latencies.add(intervalLatencies);
    serviceTimes.add(intervalServiceTimes);
    intervalLatencies = Latencies.histogram();
    intervalServiceTimes = Latencies.histogram();
    intervalErrors = 0;
    return taken;
  }

  /** Forgets what the warm-up has brought; connect times stay. */
  void beginMeasuring() {
    lags.reset();
    errors.clear();
    intervalErrors = 0;
  }

  /** Adds what another one has counted, count for count. */
  void add(Meter other) {
    latencies.add(other.latencies);
    serviceTimes.add(other.serviceTimes);
    connectTimes.add(other.connectTimes);
    handshakeTimes.add(other.handshakeTimes);
    lags.add(other.lags);
    other.errors.forEach((kind, count) -> errors.merge(kind, count, Long::sum));
    if (firstMismatch.isEmpty()) {
      firstMismatch = other.firstMismatch;
    }
    messages += other.messages;
    bytes += other.bytes;
    planned += other.planned;
    late += other.late;
    warmupMessages += other.warmupMessages;
  }

  /** Adds a result, count for count. */
  void add(LoadResult other) {
    latencies.add(other.latencies());
    serviceTimes.add(other.serviceTimes());
    connectTimes.add(other.connectTimes());
    handshakeTimes.add(other.handshakeTimes());
    other.errors().forEach((kind, count) -> errors.merge(kind, count, Long::sum));
    if (firstMismatch.isEmpty()) {
      firstMismatch = other.firstMismatch();
    }
    messages += other.messages();
    bytes += other.bytes();
    planned += other.planned();
    late += other.late();
  }
}
