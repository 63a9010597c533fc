package io.echod.dispatcher.part;

import java.time.Duration;

/** Spans of time as nanoseconds, never overflowing: what is too long is about 146 years. */
public final class Delays {

  /** Small enough that a deadline and any clock reading compare by subtraction. */
  private static final long NANOS_MAX = Long.MAX_VALUE / 2;

  private static final Duration LONGEST = Duration.ofNanos(NANOS_MAX);

  private Delays() {}

  public static long nanos(Duration span) {
    if (span.compareTo(LONGEST) >= 0) {
      return NANOS_MAX;
    }
    return span.isNegative() ? -1 : span.toNanos();
  }

  public static long nanos(String what, double seconds) {
    if (!Double.isFinite(seconds)) {
      throw new IllegalArgumentException(
          what + " must be a finite number of seconds, not " + seconds);
    }
    // Rounded up, so that a timer is never early; a cast saturates by itself.
    return seconds < 0 ? -1 : Math.min(NANOS_MAX, (long) Math.ceil(seconds * 1e9));
  }
}
