package io.echod.measure.load;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures how late a dispatcher calls a timer, which is what everything else on it is late by: a
 * long turn, a garbage collection, a core that others use, or a stopped process.
 */
final class Heartbeat {

  private final Dispatcher dispatcher;
  private final Duration interval;
  private final LongConsumer lags;
  private @Nullable Callback timer;
  private long dueNanos;

  Heartbeat(Dispatcher dispatcher, Duration interval, LongConsumer lags) {
    this.dispatcher = dispatcher;
    this.interval = interval;
    this.lags = lags;
  }

  void start() {
    stop();
    dueNanos = dispatcher.kernel().nanoTime() + interval.toNanos();
    timer = dispatcher.every(interval, interval, (callback, _) -> beat(callback));
  }

  private void beat(Callback callback) {
    long now = dispatcher.kernel().nanoTime();
    // Late by all that has passed since the first of those that were missed.
    lags.accept(Math.max(0, now - dueNanos));
    dueNanos += (1 + callback.missed()) * interval.toNanos();
  }

  /** Begins anew: what was late before does not count. */
  void reset() {
    start();
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
