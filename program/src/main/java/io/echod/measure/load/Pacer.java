package io.echod.measure.load;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of an open loop. The intended times follow from the start and the rate alone: no
 * delay moves a later one, and none is ever early.
 */
final class Pacer {

  /** The timer's whole nanoseconds are as far from the schedule, after so many, as they may be. */
  private static final int FIRES_MAX = 1_000;

  /** The sender of messages that are due. */
  interface Issue {

    /** Returns false where nothing more is to be issued. */
    boolean issue(long index, long intendedNanos, long nowNanos);
  }

  private final Dispatcher dispatcher;
  private final double gapNanos;
  private final boolean poisson;
  private final Issue issue;
  private final SplittableRandom random;
  private @Nullable Callback timer;
  private long startNanos;
  private long index;
  private double next;
  private int fires;

  Pacer(Dispatcher dispatcher, LoadOptions options, Issue issue) {
    this.dispatcher = dispatcher;
    this.issue = issue;
    Schedule schedule = options.schedule();
    gapNanos = schedule.isClosedLoop() ? 0 : 1e9 / schedule.ratePerSecond();
    poisson = schedule.poisson();
    random = new SplittableRandom(options.seed() ^ 0x5DEECE66DL);
  }

  void start(long nowNanos) {
    startNanos = nowNanos;
    next = 0;
    arm();
  }

  private void arm() {
    stop();
    fires = 0;
    long delay = Math.max(0, intended() - dispatcher.kernel().nanoTime());
    timer =
        poisson
            ? dispatcher.after(Duration.ofNanos(delay), (_, _) -> fire())
            : dispatcher.every(
                Duration.ofNanos(delay),
                Duration.ofNanos((long) Math.max(1, Math.ceil(gapNanos))),
                (_, _) -> fire());
  }

  private long intended() {
    return startNanos + (long) Math.ceil(next);
  }

  private void fire() {
    long now = dispatcher.kernel().nanoTime();
    while (now - intended() >= 0) {
      long due = intended();
      next = poisson ? next - gapNanos * Math.log(1 - random.nextDouble()) : (index + 1) * gapNanos;
      if (!issue.issue(index++, due, now) || timer == null) {
        return;
      }
    }
    if (poisson || ++fires >= FIRES_MAX) {
      arm();
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
