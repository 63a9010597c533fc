package io.echod.measure.report;

import java.util.List;

/**
 * A figure of two loads beside each other: the ratio of their means, with the interval of 95 %
 * confidence of the difference (Welch's t-test, which does not assume that both vary alike).
 *
 * @param base the mean of the first
 * @param other the mean of the second
 * @param margin half the width of the interval of other - base; infinite where a side has fewer
 *     than two values
 */
public record Difference(double base, double other, double margin) {

  /** Student's t at 97.5 %, for 1 to 30 degrees of freedom. */
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };

  private static final double NORMAL = 1.96;

  /** The values of each side, at least one. */
  public static Difference of(List<Double> base, List<Double> other) {
    double baseMean = mean(base);
    double otherMean = mean(other);
    return new Difference(baseMean, otherMean, margin(base, other));
  }

  private static double margin(List<Double> base, List<Double> other) {
    if (base.size() < 2 || other.size() < 2) {
      return Double.POSITIVE_INFINITY;
    }
    double first = variance(base) / base.size();
    double second = variance(other) / other.size();
    double sum = first + second;
    if (sum == 0) {
      return 0;
    }
    // Welch and Satterthwaite's degrees of freedom.
    double freedom =
        sum * sum / (first * first / (base.size() - 1) + second * second / (other.size() - 1));
    return student(freedom) * Math.sqrt(sum);
  }

  /** Half the width of the interval of 95 % confidence of the mean of values. */
  public static double margin(List<Double> values) {
    return values.size() < 2
        ? Double.POSITIVE_INFINITY
        : student(values.size() - 1) * Math.sqrt(variance(values) / values.size());
  }

  private static double student(double freedom) {
    int whole = (int) Math.max(1, Math.floor(freedom));
    // Above the table it comes near the normal distribution as 2.4 / n.
    return whole <= STUDENT.length ? STUDENT[whole - 1] : NORMAL + 2.4 / whole;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double variance(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return squares / (values.size() - 1);
  }

  /** The second as a multiple of the first. */
  public double ratio() {
    return other / base;
  }

  /** Whether the interval excludes 0, so that chance alone would seldom make such a difference. */
  public boolean isSignificant() {
    return Math.abs(other - base) > margin;
  }
}
