package io.echod.cli.bench;

import io.echod.measure.Latencies;
import io.echod.measure.report.Difference;
import io.echod.settings.BadValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Results beside each other; the first is what the others are compared with. */
final class Comparison {

  /** Less than this is no difference that anyone would act on. */
  private static final double RATIO_MIN = 0.01;

  private static final Map<String, ToDoubleFunction<StoredResult>> FIGURES = figures();

  private final List<StoredResult> results;
  private final List<Row> rows = new ArrayList<>();

  /**
   * A figure of another result beside that of the first.
   *
   * @param figure its key in JSON
   * @param base of the first
   * @param other of this one
   * @param difference of the samples
   * @param samples the smaller number of them
   */
  record Row(
      String figure,
      StoredResult result,
      double base,
      double other,
      Difference difference,
      int samples) {

    /** How often the first's figure this one is. */
    double ratio() {
      return other / base;
    }

    /** Half the width of the interval of confidence of the ratio. */
    double margin() {
      return difference.margin() / difference.base();
    }

    boolean isDifferent() {
      return difference.isSignificant() && Math.abs(ratio() - 1) >= RATIO_MIN;
    }

    String verdict() {
      if (samples < 2) {
        return "not known: too few samples";
      }
      return isDifferent() ? (ratio() > 1 ? "higher" : "lower") : "no difference";
    }
  }

  private Comparison(List<StoredResult> results) {
    this.results = List.copyOf(results);
  }

  private static Map<String, ToDoubleFunction<StoredResult>> figures() {
    Map<String, ToDoubleFunction<StoredResult>> figures = new LinkedHashMap<>();
    figures.put(RunFigures.RATE, StoredResult::rate);
    figures.put(RunFigures.P50, one -> Latencies.percentile(one.latencies(), 50));
    figures.put(RunFigures.P99, one -> Latencies.percentile(one.latencies(), 99));
    figures.put(RunFigures.SERVER_CPU, StoredResult::serverCpu);
    return figures;
  }

  /** Compares two or more. */
  static Comparison of(List<StoredResult> results) {
    if (results.size() < 2) {
      throw new BadValue("a comparison needs two results or more");
    }
    Comparison comparison = new Comparison(results);
    StoredResult base = results.getFirst();
    for (StoredResult other : results.subList(1, results.size())) {
      FIGURES.forEach((name, figure) -> comparison.add(name, figure, base, other));
    }
    return comparison;
  }

  private void add(
      String name, ToDoubleFunction<StoredResult> figure, StoredResult base, StoredResult other) {
    double first = figure.applyAsDouble(base);
    double second = figure.applyAsDouble(other);
    if (Double.isNaN(first) || Double.isNaN(second)) {
      return;
    }
    List<Double> baseSamples = base.samples().getOrDefault(name, List.of());
    List<Double> otherSamples = other.samples().getOrDefault(name, List.of());
    int samples = Math.min(baseSamples.size(), otherSamples.size());
    Difference difference =
        samples == 0
            ? new Difference(first, second, Double.POSITIVE_INFINITY)
            : Difference.of(baseSamples, otherSamples);
    rows.add(new Row(name, other, first, second, difference, samples));
  }

  List<StoredResult> results() {
    return results;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The warnings that a reader must see before the figures. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    StoredResult base = results.getFirst();
    for (StoredResult result : results) {
      if (result.isLimited()) {
        warnings.add(result.name() + " is invalid: its generator was the bottleneck.");
      }
      for (Map.Entry<String, Object> asked : result.load().entrySet()) {
        Object first = base.load().getOrDefault(asked.getKey(), "");
        if (!asked.getValue().equals(first)) {
          warnings.add(
              String.format(
                  Locale.ROOT,
                  "%s has %s %s, and %s has %s: the loads are not the same.",
                  base.name(),
                  asked.getKey(),
                  shown(first),
                  result.name(),
                  shown(asked.getValue())));
        }
      }
    }
    if (results.stream().anyMatch(one -> !one.isRepeated())) {
      warnings.add(
          "The intervals of confidence are those within one run; runs differ by more. Measure with"
              + " --repeat.");
    }
    return warnings;
  }

  private static String shown(Object value) {
    return value instanceof Double number ? BenchTable.number(number) : String.valueOf(value);
  }
}
