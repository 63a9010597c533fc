package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.FreedDescriptors;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a listener waits after an accept that failed for lack of means. The descriptor that is
 * lacking may be given back by a source of any dispatcher, which notifies the pause and so ends it.
 * Others in the process or on the machine give no notice, nor does memory: a timer ends it as well,
 * ever later up to a second, or as late as the first where that is longer.
 */
final class AcceptPause {

  private static final Duration DELAY_MAX = Duration.ofSeconds(1);

  /** Got beforehand: what is first needed when memory has run out may stay unusable for good. */
  private static final Logger LOGGER = System.getLogger(Listener.class.getName());

  private final Listener listener;
  private final Dispatcher dispatcher;
  private final FreedDescriptors freedDescriptors;
  private final Duration firstDelay;

  /** Run on the thread that gives a descriptor back. */
  private final Runnable whenFreed;

  private Duration delay;

  /** From the first accept that failed to the moment at which no client waits any more. */
  private boolean failing;

  /** Set while it pauses. */
  private @Nullable Callback timer;

  AcceptPause(Listener listener, Duration firstDelay) {
    this.listener = listener;
    this.firstDelay = firstDelay;
    dispatcher = listener.dispatcher();
    freedDescriptors = dispatcher.kernel().freedDescriptors();
    delay = firstDelay;
    Runnable endEarly = this::endEarly;
    whenFreed = () -> dispatcher.post(endEarly);
  }

  /** To be asked before an accept, for {@link #begin}. */
  long freedCount() {
    return freedDescriptors.count();
  }

  /**
   * Begins, unless it is under way.
   *
   * @param freedBefore how many descriptors had been given back before the accept that failed
   */
  void begin(Throwable failure, long freedBefore) {
    if (timer != null) {
      return;
    }
    boolean first = !failing;
    // First what takes memory: without a timer to end it, there must be no pause.
    // (Not by multipliedBy, which needs BigDecimal, a class that may be broken by the very lack.)
    String name = "accept retry on " + listener.name();
    Duration doubled = delay.plus(delay);
    timer = dispatcher.every(delay, delay, (_, _) -> end()).name(name);
    dispatcher.mask(listener, Reason.READ);
    failing = true;
    if (delay.compareTo(DELAY_MAX) < 0) {
      delay = doubled.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : doubled;
    }
    if (failure instanceof IOException) {
      awaitFreed(freedBefore);
    }
    // After what matters: the log may fail for lack of the same means.
    if (first) {
      LOGGER.log(
          Level.WARNING,
          "can't accept on " + listener + ": " + failure.getMessage() + "; will retry");
    }
  }

  private void awaitFreed(long freedBefore) {
    try {
      freedDescriptors.await(freedBefore, whenFreed);
    } catch (OutOfMemoryError lackOfMemory) {
      // There is the timer.
    }
  }

  private void end() {
    try {
      dispatcher.mask(listener, 0);
      cancelTimer();
    } catch (OutOfMemoryError lackOfMemory) {
      // The timer goes on: there will be another time.
      return;
    }
    freedDescriptors.forget(whenFreed);
  }

  private void endEarly() {
    if (timer != null) {
      end();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /** Called when no client waits any more: one that got in between two failures is no recovery. */
  void recovered() {
    if (failing) {
      failing = false;
      delay = firstDelay;
      LOGGER.log(Level.INFO, "accepting again on " + listener);
    }
  }

  /** The listener is closed. */
  void closed() {
    cancelTimer();
    freedDescriptors.forget(whenFreed);
  }

  /** How long the next one takes at most. */
  Duration delay() {
    return delay;
  }
}
