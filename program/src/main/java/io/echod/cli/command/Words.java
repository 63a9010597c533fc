package io.echod.cli.command;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Words {

  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Words() {}

  /** {@code 1 client}, {@code 2 clients}. */
  public static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** {@code 512 bytes}, {@code 1.5 MiB}. */
  public static String bytes(long count) {
    if (count < 1024) {
      return counted(count, "byte");
    }
    double value = count;
    int unit = -1;
    while (value >= 1023.95 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** {@code 250 ms}, {@code 1.5 s}, {@code 2 m 5 s}, {@code 3 d 4 h}. */
  public static String time(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      return time.toMillis() + " ms";
    }
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      String seconds = String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
      return (seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds) + " s";
    }
    if (time.compareTo(Duration.ofHours(1)) < 0) {
      return pair(time.toMinutes(), "m", time.toSecondsPart(), "s");
    }
    return time.compareTo(Duration.ofDays(1)) < 0
        ? pair(time.toHours(), "h", time.toMinutesPart(), "m")
        : pair(time.toDays(), "d", time.toHoursPart(), "h");
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
