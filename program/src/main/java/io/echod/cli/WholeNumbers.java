package io.echod.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers, in decimal digits, within a range. */
final class WholeNumbers {

  private static final Pattern FORM = Pattern.compile("[0-9]{1,9}");

  /** What a seed may be, so that a thousand more of them are numbers, too. */
  private static final Pattern LONG = Pattern.compile("[0-9]{1,18}");

  private WholeNumbers() {}

  /** Tells in the message what would be right. */
  static int parse(String text, int least, int most) {
    if (FORM.matcher(text).matches()) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is not a whole number from " + least + " to " + most);
  }

  /** One of up to 18 digits. */
  static long parseLong(String text) {
    if (LONG.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    throw new TypeConversionException("'" + text + "' is not a whole number of up to 18 digits");
  }
}
