package io.echod.net.fault;

/** When a {@link Fault.Stall} stops its direction. */
final class StallTimes {

  private final long nanos;
  private final long everyNanos;
  private final Fault.Trigger after;
  private final long openedNanos;
  private boolean hasBegun;
  private long begunNanos;

  StallTimes(Fault.Stall fault, long now) {
    nanos = fault.time().toNanos();
    everyNanos = fault.every().toNanos();
    after = fault.after();
    openedNanos = now;
    nanosToEnd(now, 0);
  }

  /** How many bytes may pass before it begins. */
  long room(long offset) {
    return hasBegun || after.isTimed() ? Integer.MAX_VALUE : after.bytes() - offset;
  }

  /** How long it lasts yet, in ns; 0 where it does not stall now. */
  long nanosToEnd(long now, long offset) {
    if (!hasBegun) {
      if (after.isTimed()) {
        begunNanos = openedNanos + after.time().toNanos();
        hasBegun = now - begunNanos >= 0;
      } else if (offset >= after.bytes()) {
        begunNanos = now;
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
}
