package io.echod.cli.bench;

import io.echod.json.JsonReader;
import io.echod.settings.BadValue;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A result that {@code echod bench --json} has written, as far as comparisons need it.
 *
 * @param name of the file
 * @param target the server's URL
 * @param load what was asked for, by key: results are comparable where these are equal
 * @param rate messages per second
 * @param latencies in nanoseconds
 * @param serviceTimes in nanoseconds
 * @param serverCpu microseconds of the server for each message; NaN where it is not known
 * @param isLimited whether the generator was the bottleneck
 * @param samples of each figure: one for each run, or, of a single run, for each interval
 * @param isRepeated whether the samples are runs
 */
record StoredResult(
    String name,
    String target,
    Map<String, Object> load,
    double rate,
    Histogram latencies,
    Histogram serviceTimes,
    double serverCpu,
    boolean isLimited,
    Map<String, List<Double>> samples,
    boolean isRepeated) {

  private static final List<String> LOAD_KEYS =
      List.of("connections", "size_bytes", "pipeline", "reconnect", "rate_per_s", "arrival");

  /** Stands for a rate that is null: a closed loop. */
  private static final String NOTHING = "none";

  /**
   * Reads a file.
   *
   * @param name of it in tables
   * @throws BadValue where it is none; the message names it and what is missing
   */
  static StoredResult read(Path file, String name) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw new BadValue("there is no file " + file);
    } catch (CharacterCodingException binary) {
      throw new BadValue(file + " is not a result of 'echod bench --json': it is not UTF-8");
    } catch (IOException unreadable) {
      throw new BadValue(file + " can't be read: " + unreadable.getMessage());
    }
    try {
      Map<String, @Nullable Object> json =
          JsonReader.readObject(text)
              .orElseThrow(() -> new IllegalArgumentException("it is not an object"));
      return of(name, json);
    } catch (IllegalArgumentException wrong) {
      throw new BadValue(file + " is not a result of 'echod bench --json': " + wrong.getMessage());
    }
  }

  private static StoredResult of(String name, Map<String, @Nullable Object> json) {
    Map<String, Object> load = new LinkedHashMap<>();
    LOAD_KEYS.forEach(key -> load.put(key, Optional.ofNullable(json.get(key)).orElse(NOTHING)));
    List<Map<String, @Nullable Object>> runs = objects(json.get("runs"));
    boolean isRepeated = runs.size() > 1;
    return new StoredResult(
        name,
        text(json, "target"),
        load,
        number(json, "messages_per_s"),
        HistogramText.read(text(json, "latency_histogram")),
        HistogramText.read(text(json, "service_time_histogram")),
        numberOf(json.get(RunFigures.SERVER_CPU)),
        isLimited(json),
        isRepeated ? samplesOfRuns(runs) : samplesOfIntervals(objects(json.get("intervals"))),
        isRepeated);
  }

  private static boolean isLimited(Map<String, @Nullable Object> json) {
    return json.get("generator") instanceof Map<?, ?> generator
        && Boolean.TRUE.equals(generator.get("limited"));
  }

  private static Map<String, List<Double>> samplesOfRuns(List<Map<String, @Nullable Object>> runs) {
    Map<String, List<Double>> samples = new LinkedHashMap<>();
    put(samples, RunFigures.RATE, runs, run -> numberOf(run.get("messages_per_s")));
    put(samples, RunFigures.P50, runs, run -> latency(run, "p50"));
    put(samples, RunFigures.P99, runs, run -> latency(run, "p99"));
    put(samples, RunFigures.SERVER_CPU, runs, run -> numberOf(run.get(RunFigures.SERVER_CPU)));
    return samples;
  }

  private static double latency(Map<String, @Nullable Object> run, String key) {
    return run.get("latency_us") instanceof Map<?, ?> latency
        ? numberOf(latency.get(key))
        : Double.NaN;
  }

  private static Map<String, List<Double>> samplesOfIntervals(
      List<Map<String, @Nullable Object>> intervals) {
    List<Map<String, @Nullable Object>> whole =
        intervals.stream().filter(one -> !Boolean.TRUE.equals(one.get("rest"))).toList();
    Map<String, List<Double>> samples = new LinkedHashMap<>();
    for (String key : List.of(RunFigures.RATE, RunFigures.P50, RunFigures.P99)) {
      put(samples, key, whole, interval -> numberOf(interval.get(key)));
    }
    return samples;
  }

  private static void put(
      Map<String, List<Double>> samples,
      String key,
      List<Map<String, @Nullable Object>> objects,
      ToDoubleFunction<Map<String, @Nullable Object>> value) {
    List<Double> known =
        objects.stream().mapToDouble(value).filter(one -> !Double.isNaN(one)).boxed().toList();
    samples.put(key, known);
  }

  private static double numberOf(@Nullable Object value) {
    return value instanceof Double number ? number : Double.NaN;
  }

  private static double number(Map<String, @Nullable Object> json, String key) {
    double number = numberOf(json.get(key));
    if (Double.isNaN(number)) {
      throw new IllegalArgumentException("it has no number '" + key + "'");
    }
    return number;
  }

  private static String text(Map<String, @Nullable Object> json, String key) {
    if (json.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("it has no text '" + key + "'");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, @Nullable Object>> objects(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream()
            .filter(Map.class::isInstance)
            .map(one -> (Map<String, @Nullable Object>) one)
            .toList()
        : List.of();
  }
}
