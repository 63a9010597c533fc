package io.echod.measure.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a chart: from values to pixels, with ticks.
 *
 * @param min the value at its beginning
 * @param max the value at its end, more than min
 * @param isLogarithmic whether equal distances are equal ratios; min is more than 0 then
 * @param start the pixel of min
 * @param end the pixel of max
 */
record Axis(double min, double max, boolean isLogarithmic, double start, double end) {

  /** A linear one from 0 to a value. */
  static Axis linear(double max, double start, double end) {
    return new Axis(0, max <= 0 ? 1 : max, false, start, end);
  }

  /** A logarithmic one in whole steps of 1, 2, 5 around two values. */
  static Axis logarithmic(double min, double max, double start, double end) {
    double least = Math.max(1e-3, min);
    double most = Math.max(least * 2, max);
    return new Axis(roundDown(least), roundUp(most), true, start, end);
  }

  private static double roundDown(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    return value >= 5 * decade ? 5 * decade : value >= 2 * decade ? 2 * decade : decade;
  }

  private static double roundUp(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    double[] steps = {1, 2, 5};
    for (double step : steps) {
      if (value <= step * decade * (1 + 1e-9)) {
        return step * decade;
      }
    }
    return 10 * decade;
  }

  /** The pixel of a value; those beyond an end are at it. */
  double at(double value) {
    double share =
        isLogarithmic
            ? Math.log(Math.max(min, value) / min) / Math.log(max / min)
            : (value - min) / (max - min);
    return start + Math.clamp(share, 0, 1) * (end - start);
  }

  /** Values to name, at most about so many. */
  List<Double> ticks(int most) {
    return isLogarithmic ? logarithmicTicks(most) : linearTicks(most);
  }

  private List<Double> linearTicks(int most) {
    double step = roundUp((max - min) / most);
    List<Double> ticks = new ArrayList<>();
    for (int count = 0; min + count * step <= max * (1 + 1e-9); count++) {
      ticks.add(min + count * step);
    }
    return ticks;
  }

  private List<Double> logarithmicTicks(int most) {
    double decades = Math.log10(max / min);
    double[] steps = decades * 3 <= most ? new double[] {1, 2, 5} : new double[] {1};
    int every = (int) Math.max(1, Math.ceil(decades / most));
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(min) + 1e-9);
    for (int exponent = first; Math.pow(10, exponent) <= max; exponent += every) {
      for (double step : steps) {
        double tick = step * Math.pow(10, exponent);
        if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** A time in microseconds, short: 250 µs, 1.5 ms, 2 s. */
  static String time(double micros) {
    if (Double.isNaN(micros)) {
      return "–";
    }
    if (micros < 1_000) {
      return digits(micros) + " µs";
    }
    return micros < 1_000_000 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
  }

  /** A count, short: 950, 12.5k, 3M. */
  static String count(double count) {
    if (Double.isNaN(count)) {
      return "–";
    }
    if (count < 10_000) {
      return digits(count);
    }
    return count < 1_000_000 ? digits(count / 1e3) + "k" : digits(count / 1e6) + "M";
  }

  /** Three significant digits, without zeros at the end. */
  private static String digits(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
