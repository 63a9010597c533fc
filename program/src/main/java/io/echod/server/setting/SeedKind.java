package io.echod.server.setting;

import io.echod.settings.BadValue;
import io.echod.settings.Kind;
import java.util.regex.Pattern;

/** Whole numbers from 0 to 2^63 - 1, from which random choices follow; or any such number. */
public final class SeedKind implements Kind<Long> {

  /** Any: another one at each start. */
  public static final long RANDOM = -1;

  private static final String RANDOM_WORD = "random";

  @Override
  public String label() {
    return "N";
  }

  @Override
  public Form form() {
    return Form.NUMBER;
  }

  @Override
  public Long parse(String text) {
    if (text.equals(RANDOM_WORD)) {
      return RANDOM;
    }
    try {
      if (Pattern.matches("[0-9]+", text)) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      // Said below.
    }
    throw new BadValue("'" + text + "' is not a number from 0 to " + Long.MAX_VALUE);
  }

  @Override
  public String print(Long seed) {
    return seed == RANDOM ? RANDOM_WORD : seed.toString();
  }

  @Override
  public void check(Long seed) {
    if (seed < RANDOM) {
      throw new BadValue("'" + seed + "' is not a number of 0 or more");
    }
  }
}
