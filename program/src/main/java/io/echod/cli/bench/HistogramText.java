package io.echod.cli.bench;

import io.echod.measure.Latencies;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** A histogram as text: HdrHistogram's compressed encoding (V2), in Base64 (RFC 4648). */
final class HistogramText {

  private HistogramText() {}

  static String write(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException where the text is none
   */
  static Histogram read(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      Histogram read = Histogram.decodeFromCompressedByteBuffer(bytes, Latencies.NANOS_MAX);
      Histogram own = Latencies.histogram();
      own.add(read);
      return own;
    } catch (DataFormatException | RuntimeException wrong) {
      throw new IllegalArgumentException("not a histogram of HdrHistogram in Base64", wrong);
    }
  }
}
