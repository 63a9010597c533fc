package io.echod.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * Spans of time, written {@code 50ms}, {@code 2.5s}, {@code 1m}, {@code 1h}. A number without a
 * unit might be meant in any, and is refused, but for {@code 0}.
 */
final class Spans {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|m|h|)");

  private static final Pattern ZERO = Pattern.compile("0+(\\.0+)?");

  private Spans() {}

  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a time; write a number and a unit, such as 50ms, 2.5s or 1m");
    }
    if (matcher.group(2).isEmpty() && !ZERO.matcher(text).matches()) {
      throw new TypeConversionException(
          "'" + text + "' has no unit; write " + text + "s, " + text + "ms or " + text + "m");
    }
    long unitNanos =
        switch (matcher.group(2)) {
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 1_000_000_000L;
        };
    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNanos));
    return Duration.ofSeconds(
        nanos.divideToIntegralValue(BigDecimal.valueOf(1_000_000_000)).longValueExact(),
        nanos.remainder(BigDecimal.valueOf(1_000_000_000)).longValue());
  }
}
