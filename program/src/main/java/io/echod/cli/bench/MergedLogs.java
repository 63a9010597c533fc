package io.echod.cli.bench;

import io.echod.measure.Latencies;
import io.echod.measure.report.Slice;
import io.echod.settings.BadValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/** Histograms of several logs, added count for count, by tag. */
final class MergedLogs {

  /** The name of histograms without a tag. */
  static final String LATENCY = "latency";

  private final Map<String, Histogram> sums = new LinkedHashMap<>();

  /** Latencies second by second since each log's start. */
  private final SortedMap<Long, Histogram> seconds = new TreeMap<>();

  /** How many seconds the longest interval lasts that begins in a second. */
  private final Map<Long, Double> lengths = new HashMap<>();

  private MergedLogs() {}

  /**
   * Reads and adds up.
   *
   * @throws BadValue where a file is no log; the message names it
   */
  static MergedLogs read(List<Path> files) throws IOException {
    MergedLogs merged = new MergedLogs();
    merged.sums.put(LATENCY, Latencies.histogram());
    for (Path file : files) {
      merged.add(file);
    }
    return merged;
  }

  private void add(Path file) throws IOException {
    int count = 0;
    try (InputStream input = Files.newInputStream(file)) {
      HistogramLogReader reader = new HistogramLogReader(input);
      double first = Double.NaN;
      for (EncodableHistogram one = reader.nextIntervalHistogram();
          one != null;
          one = reader.nextIntervalHistogram()) {
        if (!(one instanceof Histogram histogram)) {
          throw new BadValue(
              file + " has histograms of fractions; only those of whole numbers can be added");
        }
        first = Double.isNaN(first) ? one.getStartTimeStamp() : first;
        long second = (long) Math.floor((one.getStartTimeStamp() - first) / 1e3);
        double length = (one.getEndTimeStamp() - one.getStartTimeStamp()) / 1e3;
        add(histogram, second, length);
        count++;
      }
    } catch (NoSuchFileException missing) {
      throw new BadValue("there is no file " + file);
    } catch (IOException unreadable) {
      throw new BadValue(file + " can't be read: " + unreadable.getMessage());
    } catch (BadValue known) {
      throw known;
    } catch (RuntimeException broken) {
      throw new BadValue(
          file
              + " is no log of HdrHistogram that can be added: it breaks off behind "
              + count
              + " histograms: "
              + broken.getMessage());
    }
    if (count == 0) {
      throw new BadValue(file + " is no log of HdrHistogram: it has no histogram");
    }
  }

  private void add(Histogram histogram, long second, double length) {
    String tag = histogram.getTag();
    sums.computeIfAbsent(tag == null ? LATENCY : tag, _ -> Latencies.histogram()).add(histogram);
    if (tag == null) {
      seconds.computeIfAbsent(second, _ -> new Histogram(2)).add(histogram);
      lengths.merge(second, Math.max(1, length), Math::max);
    }
  }

  /** The logs there are: {@link #LATENCY} first, then tags. */
  List<String> names() {
    return List.copyOf(sums.keySet());
  }

  /** The sum of what has that name. */
  Histogram of(String name) {
    return find(name).orElseThrow();
  }

  Optional<Histogram> find(String name) {
    return Optional.ofNullable(sums.get(name));
  }

  /** Latencies over time. */
  List<Slice> slices() {
    List<Slice> slices = new ArrayList<>();
    seconds.forEach((second, sum) ->
        slices.add(Slice.of(second, lengths.getOrDefault(second, 1.0), sum, 0, false)));
    return slices;
  }
}
