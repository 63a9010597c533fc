package io.echod.measure.load;

import io.echod.measure.ErrorKind;
import io.echod.measure.load.option.Span;

/**
 * Which messages of a loop count: those of the measured phase, by the time at which they were to be
 * sent. Says how many may still be sent, and reports what came of them by intervals.
 */
final class Account {

  /** The share of an interval from which on its rate says as much as that of a whole one. */
  private static final double WHOLE = 0.9;

  final Meter meter = new Meter();
  private final Span span;
  private final Load.Progress progress;
  private long remaining;
  private boolean hasBegun;
  private boolean hasEnd;
  private long startNanos;
  private long endNanos;
  private long reportedNanos;
  private long progressNanos;

  Account(Span span, Load.Progress progress) {
    this.span = span;
    this.progress = progress;
    remaining = span.messages();
  }

  /** The messages from now on count. */
  void begin(long now) {
    hasBegun = true;
    startNanos = now;
    reportedNanos = now;
    progressNanos = now;
    if (span.messages() == 0) {
      hasEnd = true;
      endNanos = now + span.duration().toNanos();
    }
    meter.beginMeasuring();
    progress.measuring();
  }

  private boolean counts(long intended) {
    return hasBegun && intended - startNanos >= 0;
  }

  /** Whether a message of that time is to be sent; it is planned then. */
  boolean admits(long intended) {
    if (hasEnd && intended - endNanos >= 0) {
      return false;
    }
    if (!counts(intended)) {
      return true;
    }
    if (span.messages() > 0) {
      if (remaining == 0) {
        return false;
      }
      remaining--;
    }
    meter.planned++;
    return true;
  }

  void sent(long intended, long now) {
    if (counts(intended) && now - intended > Meter.LATE_NANOS) {
      meter.late++;
    }
  }

  void answered(long intended, long sent, long now, int size) {
    progressNanos = now;
    if (counts(intended)) {
      meter.answered(intended, sent, now, size);
    } else {
      meter.warmupMessages++;
    }
  }

  /** Something was not as it should be, and no message was lost by it. */
  void noted(ErrorKind kind) {
    meter.failed(kind, 1);
  }

  void mismatch(String what) {
    if (meter.firstMismatch.isEmpty()) {
      meter.firstMismatch = what;
    }
  }

  /** Reports the interval that ends now. */
  void report(long now) {
    report(now, false);
  }

  /** Nothing is sent any more; what was sent may still be answered. */
  void endSending(long now) {
    // The interval ends with the load, whose timer may come before that of the reports.
    if (hasBegun && now - reportedNanos >= WHOLE * span.interval().toNanos()) {
      report(now, false);
    }
    endAt(now);
  }

  /** Nothing is answered any more. */
  void end(long now) {
    endAt(now);
    if (hasBegun) {
      report(now, true);
    }
  }

  private void endAt(long now) {
    if (!hasEnd || now - endNanos < 0) {
      hasEnd = true;
      endNanos = now;
    }
  }

  private void report(long now, boolean isRest) {
    progress.interval(meter.takeInterval(reportedNanos - startNanos, now - reportedNanos, isRest));
    reportedNanos = now;
  }

  /** From an earlier time until the measured phase, or the end of a load that never had one. */
  long nanosSince(long earlier) {
    return (hasBegun ? startNanos : endNanos) - earlier;
  }

  /** When the last message was answered, or the measured phase began. */
  long progressNanos() {
    return progressNanos;
  }

  /** The measured time, until the last answer of it. */
  long measuredNanos() {
    return hasBegun ? Math.max(1, Math.max(endNanos, meter.lastAnswerNanos) - startNanos) : 1;
  }
}
