package io.echod.fault;

import io.echod.net.address.Cidr;
import io.echod.net.fault.rule.Fault;
import io.echod.settings.BadValue;
import io.echod.settings.LongSizeKind;
import io.echod.settings.TimeKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a value, and how its kinds are read; what is wrong is reported with its name. */
record FaultValue(String name, String text) {

  private static final LongSizeKind SIZE = new LongSizeKind(0, 1L << 50);

  private static final String FOREVER = "forever";

  /** Ten years: sums of them are still nanoseconds that fit. */
  private static final Duration LONGEST = Duration.ofDays(3_650);

  /** Labels of RFC 1123, section 2.1. */
  private static final Pattern SERVER_NAME =
      Pattern.compile("(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

  record Range(long first, long last) {}

  record Window(Duration begin, Duration end) {}

  private BadValue bad(String what) {
    return new BadValue(name + "=" + text + ": " + what);
  }

  private BadValue bad(IllegalArgumentException why) {
    return bad(String.valueOf(why.getMessage()));
  }

  Duration time() {
    return time(text);
  }

  private Duration time(String part) {
    Duration time;
    try {
      time = TimeKind.TIME.parse(part);
    } catch (BadValue wrong) {
      throw bad(wrong);
    }
    if (time.compareTo(LONGEST) > 0) {
      throw bad("write a time of at most " + TimeKind.TIME.print(LONGEST));
    }
    return time;
  }

  Duration positiveTime() {
    Duration time = time();
    if (time.isZero()) {
      throw bad("write a time of more than 0, such as 100ms");
    }
    return time;
  }

  Duration timeOrForever() {
    return text.equals(FOREVER) ? Fault.FOREVER : positiveTime();
  }

  /** A name of a host, or one with {@code *.} in front. */
  String serverName() {
    String name = text.toLowerCase(Locale.ROOT);
    if (!SERVER_NAME.matcher(name).matches()) {
      throw bad("write a host's name, such as example.org or *.example.org");
    }
    return name;
  }

  long size() {
    return size(text);
  }

  private long size(String part) {
    try {
      return SIZE.parse(part);
    } catch (BadValue wrong) {
      throw bad(wrong);
    }
  }

  long positiveSize() {
    long size = size();
    if (size == 0) {
      throw bad("write 1 byte or more");
    }
    return size;
  }

  /** Bytes in a second, with {@code /s} behind them or not. */
  long rate() {
    long rate = size(text.endsWith("/s") ? text.substring(0, text.length() - 2) : text);
    if (rate == 0) {
      throw bad("nothing would ever be sent; that is stall=forever");
    }
    return rate;
  }

  /** {@code MIN..MAX} or one size, of pieces. */
  Range pieces() {
    String[] ends = ends();
    long min = size(ends[0]);
    long max = size(ends[1]);
    if (min < 1 || max < min || max > Integer.MAX_VALUE) {
      throw bad("write the sizes of pieces, 1 or more, the smaller one first, such as 1..100");
    }
    return new Range(min, max);
  }

  /** {@code A..B}, {@code A..} or {@code ..B}: offsets, of which the last is not in. */
  Range sizes() {
    String[] ends = ends();
    long first = ends[0].isEmpty() ? 0 : size(ends[0]);
    long last = ends[1].isEmpty() ? Long.MAX_VALUE : size(ends[1]);
    if (!isRange() || last <= first) {
      throw bad("write offsets, the smaller one first, such as 100..200 or 10k..");
    }
    return new Range(first, last);
  }

  /** {@code N..M}, {@code N}, {@code N..} or {@code ..M}, counted from 1. */
  Range counts() {
    String[] ends = ends();
    long first = ends[0].isEmpty() ? 1 : count(ends[0]);
    long last = ends[1].isEmpty() ? Long.MAX_VALUE : count(ends[1]);
    if (first < 1 || last < first) {
      throw badCounts();
    }
    return new Range(first, last);
  }

  private BadValue badCounts() {
    return bad("write numbers of connections, from 1 on, such as 1..3, 5 or 10..");
  }

  private long count(String digits) {
    if (!Pattern.matches("[0-9]{1,18}", digits)) {
      throw badCounts();
    }
    return Long.parseLong(digits);
  }

  /** 1 to 1,000. */
  int smallCount() {
    if (!Pattern.matches("[0-9]{1,4}", text) || count(text) < 1 || count(text) > 1000) {
      throw bad("write a number from 1 to 1000");
    }
    return (int) count(text);
  }

  private boolean isRange() {
    return text.contains("..");
  }

  private String[] ends() {
    int dots = text.indexOf("..");
    return dots < 0
        ? new String[] {text, text}
        : new String[] {text.substring(0, dots), text.substring(dots + 2)};
  }

  Window window() {
    String[] ends = ends();
    Duration begin = ends[0].isEmpty() ? Duration.ZERO : time(ends[0]);
    Duration end = ends[1].isEmpty() ? Fault.FOREVER : time(ends[1]);
    if (!isRange() || end.compareTo(begin) <= 0) {
      throw bad("write times since the rule was set, the earlier first, such as 10s..20s");
    }
    return new Window(begin, end);
  }

  /** More than 0, at most 1; written with its {@code %}. */
  double probability() {
    if (!Pattern.matches("[0-9]{1,3}(\\.[0-9]{1,12})?(e-[0-9]{1,2})?%", text)) {
      throw bad("write a probability with its %, such as 1% or 0.01%");
    }
    double value =
        new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2).doubleValue();
    if (value <= 0 || value > 1) {
      throw bad("write a probability of more than 0% and at most 100%");
    }
    return value;
  }

  Cidr block() {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException none) {
      throw bad(none);
    }
  }

  /** A size or a time; {@code 10m} might be either. */
  Fault.Trigger trigger() {
    String small = text.toLowerCase(Locale.ROOT);
    if (Pattern.matches("[0-9]+m", small)) {
      String number = small.substring(0, small.length() - 1);
      throw bad("minutes or MiB? write " + number + "mb, or the time in seconds");
    }
    return Pattern.matches("[0-9.]+(us|ms|s|h)", small)
        ? Fault.Trigger.afterTime(time())
        : Fault.Trigger.afterBytes(size());
  }

  <E extends Enum<E>> E choice(Class<E> kind) {
    E[] choices = kind.getEnumConstants();
    for (E choice : choices) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw bad(
        "write "
            + Arrays.stream(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or ")));
  }
}
