package io.echod.measure.load;

import io.echod.measure.ErrorKind;
import io.echod.measure.load.option.LoadOptions;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The outcome of a load. Messages are those whose time was in the measured phase.
 *
 * @param options what was asked for
 * @param seconds measured, until the last answer
 * @param messages answered, every byte verified
 * @param bytes of these, one way
 * @param planned to be sent
 * @param late sent more than 1 ms after their intended time
 * @param dropped the warm-up before
 * @param errors by kind, those that occurred
 * @param firstMismatch where wrong bytes first came back; empty where none did
 * @param latencies from the intended time of sending, in nanoseconds
 * @param serviceTimes from the actual time of sending, in nanoseconds
 * @param connectTimes of all connections, without handshakes, in nanoseconds
 * @param handshakeTimes of those with TLS, in nanoseconds
 * @param generator how the generator itself has fared
 */
public record LoadResult(
    LoadOptions options,
    double seconds,
    long messages,
    long bytes,
    long planned,
    long late,
    Dropped dropped,
    Map<ErrorKind, Long> errors,
    String firstMismatch,
    Histogram latencies,
    Histogram serviceTimes,
    Histogram connectTimes,
    Histogram handshakeTimes,
    Generator generator) {

  static LoadResult of(
      LoadOptions options, Meter meter, double seconds, Dropped dropped, Generator generator) {
    Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
    for (ErrorKind kind : ErrorKind.values()) {
      if (meter.errors(kind) > 0) {
        errors.put(kind, meter.errors(kind));
      }
    }
    return new LoadResult(
        options,
        seconds,
        meter.messages,
        meter.bytes,
        meter.planned,
        meter.late,
        dropped,
        Collections.unmodifiableMap(errors),
        meter.firstMismatch,
        meter.latencies,
        meter.serviceTimes,
        meter.connectTimes,
        meter.handshakeTimes,
        generator);
  }

  /** All results of one load that was repeated as one, count for count; one at least. */
  public static LoadResult pooled(List<LoadResult> results) {
    if (results.size() == 1) {
      return results.getFirst();
    }
    Meter all = new Meter();
    double seconds = 0;
    for (LoadResult result : results) {
      seconds += result.seconds;
      all.add(result);
    }
    Generator generator = Generator.worst(results.stream().map(LoadResult::generator).toList());
    Dropped dropped = results.stream().map(LoadResult::dropped).reduce(Dropped::plus).orElseThrow();
    return of(results.getFirst().options, all, seconds, dropped, generator);
  }

  /** Messages answered in a second. */
  public double messagesPerSecond() {
    return messages / seconds;
  }

  /** All errors together. */
  public long errorCount() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Messages in flight by Little's law, throughput times mean service time, as a share of those
   * that a closed loop has in flight: what is missing, the generator itself took. NaN in an open
   * loop.
   */
  public double littlesLaw() {
    int places = options.shape().connections() * options.shape().pipeline();
    return options.schedule().isClosedLoop() && messages > 0
        ? messagesPerSecond() * serviceTimes.getMean() / 1e9 / places
        : Double.NaN;
  }
}
