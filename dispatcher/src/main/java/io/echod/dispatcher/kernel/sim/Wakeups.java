package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The wake-ups of a kernel, which may come from any thread, and take effect a little late. */
final class Wakeups {

  private final SimNetwork network;
  private volatile boolean asked;
  private volatile @Nullable Thread waiting;
  private long dueNanos;
  private boolean dueKnown;

  Wakeups(SimNetwork network) {
    this.network = network;
  }

  /** From any thread. */
  void ask() {
    asked = true;
    LockSupport.unpark(waiting);
  }

  /** Whether one has taken effect by now, which it does once. */
  boolean take() {
    if (!asked) {
      return false;
    }
    if (!dueKnown) {
      dueKnown = true;
      dueNanos = network.nanoTime();
      if (network.chances.happens(Fault.LATE_WAKEUP)) {
        dueNanos += network.chances.below(Fault.LATE_WAKEUP, 5_000_000);
      }
    }
    if (dueNanos - network.nanoTime() > 0) {
      return false;
    }
    asked = false;
    dueKnown = false;
    return true;
  }

  /** The shorter of that span and the time until one takes effect that was asked for. */
  long untilDue(long spanNanos) {
    return dueKnown ? Math.min(spanNanos, Math.max(0, dueNanos - network.nanoTime())) : spanNanos;
  }

  /** As above, for one that was asked for and not looked at yet, too, which may take effect now. */
  long untilTaken(long spanNanos) {
    return asked && !dueKnown ? 0 : asked ? untilDue(spanNanos) : spanNanos;
  }

  /** Waits, really, for another thread to ask. */
  void await() {
    waiting = Thread.currentThread();
    if (!asked) {
      LockSupport.park(this);
    }
    waiting = null;
  }
}
