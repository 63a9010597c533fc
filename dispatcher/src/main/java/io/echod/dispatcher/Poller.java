package io.echod.dispatcher;

/** Decides, from how long the last waits were, whether to poll before a sleep. */
final class Poller {

  /** How many spans a long wait counts for at most, so that it is soon forgotten. */
  private static final int SPANS_MAX = 4;

  /** The newest wait counts for one part in 2 to the power of this. */
  private static final int WEIGHT_SHIFT = 3;

  private final long spanNanos;
  private final boolean always;
  private long averageNanos;

  Poller(BusyPoll options) {
    always = options.always();
    boolean useful = always || Runtime.getRuntime().availableProcessors() > 1;
    spanNanos = useful ? Math.min(options.spanNanos(), Long.MAX_VALUE / SPANS_MAX) : 0;
    averageNanos = SPANS_MAX * spanNanos;
  }

  /** How long to poll before the next sleep; 0: not at all. */
  long spanNanos() {
    return always || averageNanos < spanNanos ? spanNanos : 0;
  }

  /** Takes in how long a wait was, whether it was slept through or not. */
  void waited(long nanos) {
    averageNanos += (Math.min(nanos, SPANS_MAX * spanNanos) - averageNanos) >> WEIGHT_SHIFT;
  }
}
