package io.echod.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes, written {@code 512}, {@code 64k}, {@code 1m} or {@code 2g} (powers of 1,024);
 * {@code 64kb} and {@code 64KiB} are the same.
 */
record ByteSize(long bytes) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(?:([kmg])i?)?b?");

  static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a size; write bytes or a unit, such as 512, 64k or 1m");
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case null, default -> 0;
        };
    return new ByteSize(Long.parseLong(matcher.group(1)) << shift);
  }
}
