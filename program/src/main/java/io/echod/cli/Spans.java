package io.echod.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * Spans of time, written {@code 50ms}, {@code 2.5s}, {@code 1m}, {@code 1h}; without a unit,
 * seconds.
 */
final class Spans {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|m|h|)");

  private Spans() {}

  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a time; write a number and a unit, such as 50ms, 2.5s or 1m");
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
