package io.echod.measure.load;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a load has warmed up, so that all its threads begin to measure together. It lasts
 * its least length, and then until the rate is steady: until the two halves of the last such length
 * brought equally many messages, to within {@value #TOLERANCE} of them or what chance does to
 * counts so small. At {@value #LONGEST} times its least length it ends in any case, counted from
 * where the last thread has connected. From any thread.
 */
final class WarmUp {

  /** A rate that changes by less is steady. */
  static final double TOLERANCE = 0.05;

  /** Least lengths after which it is over, steady or not. */
  static final int LONGEST = 5;

  /** Parts of the least length that are compared. */
  private static final int PARTS = 2;

  /** Counts of arrivals by chance differ by more only one time in twenty. */
  private static final double DEVIATIONS = 2;

  private final Duration least;
  private final List<Share> shares = new ArrayList<>();
  private boolean isOver;
  private boolean isSteady;

  WarmUp(Duration least) {
    this.least = least;
  }

  /** One thread's part in it; each thread takes one before any of them begins. */
  synchronized Share share() {
    Share made = new Share();
    shares.add(made);
    return made;
  }

  /** Whether the rate was steady at its end. */
  synchronized boolean isSteady() {
    return isSteady;
  }

  /** One thread's reports of its load; lives on that thread. */
  final class Share {

    private long answeredBefore;
    private long earlier;
    private long latest;
    private int parts;
    private boolean hasEnded;
    private Runnable begin = () -> {};
    private @Nullable Callback timer;

    /**
     * The load begins.
     *
     * @param answered messages so far
     * @param measure begins to measure, when all threads are to
     */
    void start(Dispatcher dispatcher, LongSupplier answered, Runnable measure) {
      begin = () -> post(dispatcher, measure);
      // Not 0, however short it is.
      Duration part = least.dividedBy(PARTS).plusNanos(1);
      timer = dispatcher.every(part, part, (_, _) -> passed(answered.getAsLong()));
    }

    private void passed(long answered) {
      synchronized (WarmUp.this) {
        earlier = latest;
        latest = answered - answeredBefore;
        answeredBefore = answered;
        parts++;
        judge(parts);
      }
    }

    /** It measures, or it is over: the others wait for it no more. */
    void end() {
      if (timer != null) {
        timer.cancel();
      }
      synchronized (WarmUp.this) {
        hasEnded = true;
      }
    }
  }

  /** From any thread. */
  private static void post(Dispatcher dispatcher, Runnable task) {
    try {
      dispatcher.post(task);
    } catch (RejectedExecutionException over) {
      // There is nothing left to measure.
    }
  }

  private void judge(int parts) {
    List<Share> running = shares.stream().filter(share -> !share.hasEnded).toList();
    boolean isComplete = running.stream().allMatch(share -> share.parts >= parts);
    if (isOver || parts < PARTS || !isComplete) {
      return;
    }
    isSteady =
        isSteady(
            running.stream().mapToLong(share -> share.earlier).sum(),
            running.stream().mapToLong(share -> share.latest).sum());
    if (isSteady || parts >= LONGEST * PARTS) {
      isOver = true;
      running.forEach(share -> share.begin.run());
    }
  }

  private static boolean isSteady(long earlier, long latest) {
    double byChance = DEVIATIONS * Math.sqrt((double) earlier + latest);
    return Math.abs(latest - earlier) <= Math.max(TOLERANCE * Math.max(earlier, latest), byChance);
  }
}
