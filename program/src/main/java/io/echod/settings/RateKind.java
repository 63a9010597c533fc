package io.echod.settings;

import java.util.regex.Pattern;

/** How many in a second, 1 or more, written {@code 100/s}. */
public final class RateKind implements Kind<Integer> {

  /** The one there is. */
  public static final RateKind RATE = new RateKind();

  private static final String FORM = "[0-9]{1,9}/s";

  private RateKind() {}

  @Override
  public String label() {
    return "N/s";
  }

  @Override
  public Integer parse(String text) {
    if (!Pattern.matches(FORM, text)) {
      throw new BadValue("'" + text + "' is not a rate; write how many in a second, such as 100/s");
    }
    int rate = Integer.parseInt(text.substring(0, text.indexOf('/')));
    check(rate);
    return rate;
  }

  @Override
  public String print(Integer rate) {
    return rate + "/s";
  }

  @Override
  public void check(Integer rate) {
    if (rate < 1) {
      throw new BadValue("'" + rate + "/s' lets no client in; write 1/s or more");
    }
  }
}
