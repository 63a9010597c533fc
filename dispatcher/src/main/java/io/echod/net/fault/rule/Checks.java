package io.echod.net.fault.rule;

import java.time.Duration;

/** The ranges of what rules are made of. */
public final class Checks {

  private Checks() {}

  static void positive(String name, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(name + " must be more than zero, not " + time);
    }
    notTooLong(name, time);
  }

  static void notNegative(String name, Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(name + " must be zero or more, not " + time);
    }
    notTooLong(name, time);
  }

  /** More would not fit into nanoseconds, or not together with others. */
  private static void notTooLong(String name, Duration time) {
    if (time.compareTo(Fault.FOREVER) > 0) {
      throw new IllegalArgumentException(
          name + " must be at most Fault.FOREVER, " + Fault.FOREVER + ", not " + time);
    }
  }

  static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
    }
  }

  static void probability(double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "a probability must be more than 0 and at most 1, not " + value);
    }
  }
}
