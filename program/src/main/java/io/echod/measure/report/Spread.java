package io.echod.measure.report;

import java.util.List;

/**
 * A figure in repeated runs.
 *
 * @param values one for each run, in order
 */
public record Spread(List<Double> values) {

  /** The share of the median by which values may differ before that is worth a warning. */
  public static final double WIDE = 0.1;

  /** Copies the list, which is not empty. */
  public Spread {
    values = List.copyOf(values);
  }

  /** The smallest value. */
  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** The largest value. */
  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** The value in the middle; of an even number, the mean of the two in the middle. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** From the smallest to the largest, as a share of the median. */
  public double relative() {
    return (max() - min()) / median();
  }

  /** Whether the runs differ by so much that a single one says little. */
  public boolean isWide() {
    return relative() > WIDE;
  }
}
