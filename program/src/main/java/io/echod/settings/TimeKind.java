package io.echod.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spans of time, 0 or more, written {@code 50ms}, {@code 2.5s}, {@code 1m}, {@code 1h}. A number
 * without a unit might be meant in any, and is refused, but for {@code 0}.
 */
public final class TimeKind implements Kind<Duration> {

  /** The one there is. */
  public static final TimeKind TIME = new TimeKind();

  private static final String FORM = "([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|m|h|)";

  private static final String TOO_LONG = "[0-9]{10,}(?:\\.[0-9]*)?(us|ms|s|m|h)";

  private static final String ZERO = "0+(\\.0+)?";

  private static final long SECOND_NANOS = 1_000_000_000;

  private static final List<String> LONG_UNITS = List.of("h", "m", "s");

  private static final List<String> SHORT_UNITS = List.of("ms", "us");

  private TimeKind() {}

  @Override
  public String label() {
    return "TIME";
  }

  @Override
  public Duration parse(String text) {
    Matcher matcher = Pattern.compile(FORM).matcher(text.toLowerCase(Locale.ROOT));
    if (Pattern.matches(TOO_LONG, text.toLowerCase(Locale.ROOT))) {
      throw new BadValue("'" + text + "' is too long; write 999999999h at most");
    }
    if (!matcher.matches()) {
      throw new BadValue(
          "'" + text + "' is not a time; write a number and a unit, such as 50ms, 2.5s or 1m");
    }
    if (matcher.group(2).isEmpty() && !Pattern.matches(ZERO, text)) {
      throw new BadValue(
          "'" + text + "' has no unit; write " + text + "s, " + text + "ms or " + text + "m");
    }
    BigDecimal second = BigDecimal.valueOf(SECOND_NANOS);
    BigDecimal nanos =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanos(matcher.group(2))));
    return Duration.ofSeconds(
        nanos.divideToIntegralValue(second).longValueExact(), nanos.remainder(second).longValue());
  }

  private static long nanos(String unit) {
    return switch (unit) {
      case "us" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> SECOND_NANOS;
    };
  }

  /** In the largest unit that it is a whole number of; from a second on, rather in seconds. */
  @Override
  public String print(Duration time) {
    if (time.isZero()) {
      return "0s";
    }
    boolean seconds = time.abs().compareTo(Duration.ofSeconds(1)) >= 0;
    BigDecimal nanos =
        BigDecimal.valueOf(time.getSeconds())
            .multiply(BigDecimal.valueOf(SECOND_NANOS))
            .add(BigDecimal.valueOf(time.getNano()));
    for (String unit : seconds ? LONG_UNITS : SHORT_UNITS) {
      BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(nanos(unit)));
      if (parts[1].signum() == 0) {
        return parts[0].toPlainString() + unit;
      }
    }
    String unit = seconds ? "s" : "us";
    return nanos.divide(BigDecimal.valueOf(nanos(unit))).toPlainString() + unit;
  }

  @Override
  public void check(Duration time) {
    if (time.isNegative()) {
      throw new BadValue("'" + print(time) + "' is not a time of 0 or more");
    }
  }
}
