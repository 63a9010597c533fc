package io.echod.settings;

import java.util.regex.Pattern;

/**
 * Whole numbers within a range, in decimal digits.
 *
 * @param label what stands for one in the help
 * @param least 0 or more
 * @param most up to nine digits
 */
public record NumberKind(String label, int least, int most) implements Kind<Integer> {

  private static final String FORM = "[0-9]{1,9}";

  @Override
  public Form form() {
    return Form.NUMBER;
  }

  @Override
  public Integer parse(String text) {
    if (!Pattern.matches(FORM, text)) {
      throw bad(text);
    }
    int number = Integer.parseInt(text);
    check(number);
    return number;
  }

  @Override
  public String print(Integer number) {
    return number.toString();
  }

  @Override
  public void check(Integer number) {
    if (number < least || number > most) {
      throw bad(number.toString());
    }
  }

  private BadValue bad(String text) {
    return new BadValue("'" + text + "' is not a whole number from " + least + " to " + most);
  }
}
