package io.echod.net.fault.layer;

import io.echod.net.fault.rule.Fault;

/** When a {@link Fault.Stall} stops its direction. */
final class StallTimes {

  private final long nanos;
  private final long everyNanos;
  private final Fault.Trigger after;
  private final long openedNanos;

  /** When the rule begins. */
  private final long earliestNanos;

  private boolean hasBegun;
  private long begunNanos;

  /** For a direction that is opened now, under a rule that begins in so many ns, 0 or more. */
  StallTimes(Fault.Stall fault, long now, long nanosToRule) {
    nanos = fault.time().toNanos();
    everyNanos = fault.every().toNanos();
    after = fault.after();
    openedNanos = now;
    earliestNanos = now + nanosToRule;
    nanosToEnd(now, 0);
  }

  /** How many bytes may pass before it begins. */
  long room(long offset) {
    return hasBegun || after.isTimed() ? Integer.MAX_VALUE : after.bytes() - offset;
  }

  /** How long it lasts yet, in ns; 0 where it does not stall now. */
  long nanosToEnd(long now, long offset) {
    if (!hasBegun && now - earliestNanos >= 0) {
      if (after.isTimed()) {
        begunNanos = latest(openedNanos + after.time().toNanos(), earliestNanos);
        hasBegun = now - begunNanos >= 0;
      } else if (offset >= after.bytes()) {
        begunNanos = after.bytes() == 0 ? earliestNanos : now;
        hasBegun = true;
      }
    }
    if (!hasBegun) {
      return 0;
    }
    long age = now - begunNanos;
    long phase = everyNanos > 0 ? age % everyNanos : age;
    return Math.max(0, nanos - phase);
  }

  private static long latest(long one, long other) {
    return one - other >= 0 ? one : other;
  }
}
