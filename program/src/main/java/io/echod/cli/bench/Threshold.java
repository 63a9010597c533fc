package io.echod.cli.bench;

import io.echod.cli.command.Converters;
import io.echod.measure.Latencies;
import io.echod.measure.load.Interval;
import io.echod.measure.load.LoadResult;
import io.echod.settings.BadValue;
import io.echod.settings.TimeKind;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.ITypeConverter;

/**
 * A condition on a figure, such as {@code p99>2ms}, {@code errors>0} or {@code rate<1000/s}.
 *
 * @param text as written
 * @param figure its name
 * @param isAbove whether the figure is to be above the limit; else below
 * @param limit in microseconds, in messages per second, or a count
 */
record Threshold(String text, String figure, boolean isAbove, double limit) {

  private static final Pattern FORM =
      Pattern.compile(
          "(min|mean|max|p[0-9]{1,2}(?:[._][0-9]{1,3})?|errors|rate)([<>])([0-9a-z./]+)");

  /** The objection to a result that is too small for a percentile. */
  static final String TOO_FEW = "too few messages to say, give a longer --duration";

  static Threshold parse(String text) {
    String plain = text.replace(" ", "");
    Matcher matcher = FORM.matcher(plain);
    if (!matcher.matches()) {
      throw new BadValue(
          "'"
              + text
              + "' is not a threshold; write one of min, mean, max, p50 to p99.999, errors and"
              + " rate, then < or >, then a value, such as p99>2ms");
    }
    String figure = matcher.group(1).replace('_', '.');
    return new Threshold(
        plain, figure, matcher.group(2).equals(">"), limit(figure, matcher.group(3)));
  }

  private static double limit(String figure, String value) {
    if (figure.equals("rate")) {
      return new Converters.Rate().convert(value);
    }
    if (figure.equals("errors")) {
      if (!Pattern.matches("[0-9]{1,15}", value)) {
        throw new BadValue("'" + value + "' is not a number of errors");
      }
      return Double.parseDouble(value);
    }
    Duration time = TimeKind.TIME.parse(value);
    return time.toNanos() / 1e3;
  }

  /** The figure of a result; NaN where it has too few messages to say. */
  double of(LoadResult result) {
    return of(result.latencies(), result.errorCount(), result.messagesPerSecond());
  }

  /** The figure of an interval; NaN where it has too few messages to say. */
  double of(Interval interval) {
    return of(interval.latencies(), interval.errors(), interval.messagesPerSecond());
  }

  private double of(Histogram nanos, long errors, double rate) {
    return switch (figure) {
      case "errors" -> errors;
      case "rate" -> rate;
      case "min" -> Latencies.of(nanos).min();
      case "mean" -> Latencies.of(nanos).mean();
      case "max" -> Latencies.of(nanos).max();
      default -> Latencies.percentile(nanos, Double.parseDouble(figure.substring(1)));
    };
  }

  /** Whether it holds for a value; false where that is not known. */
  boolean holds(double value) {
    return isAbove ? value > limit : value < limit;
  }

  /**
   * The difference between a result and its rate where the rate is to hold; empty where it does.
   */
  String objection(LoadResult result) {
    double value = of(result);
    return Double.isNaN(value) ? TOO_FEW : holds(value) ? "" : "it does not hold";
  }

  /** Whether it holds, or the result has too few messages to rule it out. */
  boolean mayHold(LoadResult result) {
    double value = of(result);
    return Double.isNaN(value) || holds(value);
  }

  /** The condition and the figure as it is. */
  String describe(double value) {
    String unit =
        switch (figure) {
          case "errors" -> "";
          case "rate" -> "/s";
          default -> " us";
        };
    return text
        + ": "
        + figure
        + (Double.isNaN(value)
            ? " is not known from so few messages"
            : String.format(Locale.ROOT, " is %.1f%s", value, unit));
  }

  static final class Converter implements ITypeConverter<Threshold> {
    @Override
    public Threshold convert(String text) {
      return Threshold.parse(text);
    }
  }
}
