package io.echod.cli.bench;

import io.echod.measure.load.Interval;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * A log of HdrHistogram, format 1.3: of each interval the latencies, without a tag, and the service
 * times, with the tag {@value #SERVICE_TIME}; in nanoseconds.
 */
final class IntervalLog implements AutoCloseable {

  /** The tag of service times. */
  static final String SERVICE_TIME = "service-time";

  /** The log's legend has the longest time of an interval in milliseconds. */
  private static final double NANOS_PER_MILLI = 1e6;

  private final Path path;
  private final NotingOutput output;
  private final PrintStream file;
  private final HistogramLogWriter writer;
  private double offsetSeconds;
  private double lastSeconds;

  /** Keeps the first reason why it could not write, which a PrintStream does not report. */
  private static final class NotingOutput extends FilterOutputStream {

    private @Nullable IOException failure;

    NotingOutput(OutputStream file) {
      super(file);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      try {
        out.write(bytes, offset, count);
      } catch (IOException failed) {
        failure = failure == null ? failed : failure;
        throw failed;
      }
    }
  }

  private IntervalLog(Path path, OutputStream target, long startMillis) {
    this.path = path;
    output = new NotingOutput(target);
    file = new PrintStream(output, false, StandardCharsets.US_ASCII);
    writer = new HistogramLogWriter(file);
    writer.outputLogFormatVersion();
    writer.outputComment("[latencies in nanoseconds, from the intended time of sending]");
    writer.outputComment("[Tag=" + SERVICE_TIME + ": the same, from the actual time of sending]");
    writer.outputStartTime(startMillis);
    writer.outputLegend();
  }

  static IntervalLog open(Path path, InstantSource clock) throws IOException {
    return new IntervalLog(path, Files.newOutputStream(path), clock.millis());
  }

  /** Begins another run, whose intervals follow those of the one before. */
  void nextRun() {
    offsetSeconds = lastSeconds;
  }

  void add(Interval interval) {
    double start = offsetSeconds + interval.startNanos() / 1e9;
    double end = start + interval.lengthNanos() / 1e9;
    add(start, end, interval.latencies());
    Histogram serviceTimes = interval.serviceTimes().copy();
    serviceTimes.setTag(SERVICE_TIME);
    add(start, end, serviceTimes);
    lastSeconds = end;
  }

  void add(double startSeconds, double endSeconds, Histogram histogram) {
    writer.outputIntervalHistogram(startSeconds, endSeconds, histogram, NANOS_PER_MILLI);
  }

  /**
   * Ends it.
   *
   * @throws IOException where not all could be written
   */
  @Override
  public void close() throws IOException {
    file.close();
    if (file.checkError()) {
      IOException why = output.failure;
      throw new IOException(
          "can't write " + path + ": " + (why == null ? "the log is not whole" : why.getMessage()));
    }
  }
}
