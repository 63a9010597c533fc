package io.echod.cli.command;

import io.echod.settings.BadValue;
import io.echod.settings.NumberKind;
import io.echod.settings.SizeKind;
import io.echod.settings.TimeKind;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** How the options of these commands are written. */
public final class Converters {

  private Converters() {}

  /** A number from 1 on. */
  public static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return new NumberKind("N", 1, 999_999_999).parse(text);
    }
  }

  /** A seed. */
  public static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!Pattern.matches("[0-9]{1,18}", text)) {
        throw new BadValue("'" + text + "' is not a whole number of up to 18 digits");
      }
      return Long.parseLong(text);
    }
  }

  /** A time, such as 50ms. */
  public static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return TimeKind.TIME.parse(text);
    }
  }

  /** A time of more than 0. */
  public static final class PositiveTime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration time = TimeKind.TIME.parse(text);
      if (time.isZero()) {
        throw new BadValue("'" + text + "' is not a time of more than 0");
      }
      return time;
    }
  }

  /** Sizes of messages: one, or from one to another. */
  public record Sizes(int least, int most) {}

  /** A size such as 64k, or a range of sizes such as 1..64k. */
  public static final class SizesConverter implements ITypeConverter<Sizes> {
    private static final SizeKind KIND = new SizeKind(1, 1 << 30);

    @Override
    public Sizes convert(String text) {
      int dots = text.indexOf("..");
      if (dots < 0) {
        int size = KIND.parse(text);
        return new Sizes(size, size);
      }
      Sizes sizes =
          new Sizes(KIND.parse(text.substring(0, dots)), KIND.parse(text.substring(dots + 2)));
      if (sizes.least > sizes.most) {
        throw new BadValue("'" + text + "' ends below its beginning");
      }
      return sizes;
    }
  }

  /** A rate such as 1000/s; the unit may be left out. */
  public static final class Rate implements ITypeConverter<Double> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)(?:/s)?");
    private static final double MAX = 1e9;

    @Override
    public Double convert(String text) {
      Matcher matcher = FORM.matcher(text);
      double rate = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
      if (rate <= 0 || rate > MAX) {
        throw new BadValue(
            "'" + text + "' is not a rate of more than 0 and up to 1000000000, such as 1000/s");
      }
      return rate;
    }
  }

  /** A URL of a server. */
  public static final class TargetConverter implements ITypeConverter<Target> {
    @Override
    public Target convert(String text) {
      return Target.parse(text);
    }
  }
}
