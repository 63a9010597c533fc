package io.echod.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers, in decimal digits, within a range. */
final class WholeNumbers {

  private static final Pattern FORM = Pattern.compile("[0-9]{1,9}");

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
}
