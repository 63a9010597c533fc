package io.echod.settings;

import java.time.Duration;

/** Spans of time of more than 0. */
public final class PositiveTimeKind implements Kind<Duration> {

  /** The one there is. */
  public static final PositiveTimeKind POSITIVE_TIME = new PositiveTimeKind();

  private PositiveTimeKind() {}

  @Override
  public String label() {
    return TimeKind.TIME.label();
  }

  @Override
  public Duration parse(String text) {
    Duration time = TimeKind.TIME.parse(text);
    check(time);
    return time;
  }

  @Override
  public String print(Duration time) {
    return TimeKind.TIME.print(time);
  }

  @Override
  public void check(Duration time) {
    if (!time.isPositive()) {
      throw new BadValue("'" + print(time) + "' is not a time of more than 0");
    }
  }
}
