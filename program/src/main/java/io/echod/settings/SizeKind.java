package io.echod.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of bytes within a range, written {@code 512}, {@code 64k}, {@code 1m} or {@code 2g}
 * (powers of 1,024); {@code 64kb} and {@code 64KiB} are the same.
 *
 * @param least bytes, 0 or more
 * @param most bytes
 */
public record SizeKind(int least, int most) implements Kind<Integer> {

  private static final String FORM = "([0-9]{1,9})(?:([kmg])i?)?b?";

  /** More digits than a size may have, in front of a unit. */
  private static final Pattern TOO_LARGE =
      Pattern.compile("[0-9]{10,}(?:[kmg]i?)?b?", Pattern.CASE_INSENSITIVE);

  @Override
  public String label() {
    return "SIZE";
  }

  @Override
  public Integer parse(String text) {
    if (isTooLarge(text)) {
      throw outOfRange(text);
    }
    long bytes = bytes(text);
    if (bytes < least || bytes > most) {
      throw outOfRange(text);
    }
    return (int) bytes;
  }

  /** Whether it is a size that no setting can have; its range says more than its form. */
  static boolean isTooLarge(String text) {
    return TOO_LARGE.matcher(text).matches();
  }

  static long bytes(String text) {
    Matcher matcher = Pattern.compile(FORM).matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new BadValue(
          "'" + text + "' is not a size; write bytes or a unit, such as 512, 64k or 1m");
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case null, default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  @Override
  public String print(Integer bytes) {
    return bytes % (1 << 20) == 0 && bytes > 0
        ? (bytes >> 20) + "m"
        : bytes % 1024 == 0 && bytes > 0 ? (bytes >> 10) + "k" : bytes.toString();
  }

  @Override
  public void check(Integer bytes) {
    if (bytes < least || bytes > most) {
      throw outOfRange(print(bytes));
    }
  }

  private BadValue outOfRange(String text) {
    String from = least == 1 ? "1 byte" : print(least);
    return new BadValue("'" + text + "' is not a size from " + from + " to " + print(most));
  }
}
