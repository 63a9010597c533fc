package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.part.Fault;
import io.echod.dispatcher.part.Mailbox;
import io.echod.dispatcher.part.Poller;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The wait of each turn: looks without sleeping where that pays, runs the task of beforeSleep, and
 * sleeps. Belongs to the dispatcher's thread, but for {@link #wakeupAsked()}.
 */
final class TurnWait {

  private final Kernel kernel;
  private final Poller poller;
  private final Mailbox mailbox;
  private final Containment containment;
  private final Ready ready;

  private @Nullable BeforeSleep beforeSleep;

  /** Whether that has run, and nothing else since: so an always-due task can't prevent sleep. */
  private boolean ranBeforeSleep;

  /** The kernel's wake-up ends one wait, which may have been a look of many: this ends them all. */
  private volatile boolean wakeupAsked;

  TurnWait(Kernel kernel, Ready ready, Poller poller, Mailbox mailbox, Containment containment) {
    this.kernel = kernel;
    this.ready = ready;
    this.poller = poller;
    this.mailbox = mailbox;
    this.containment = containment;
  }

  void beforeSleep(BeforeSleep task) {
    beforeSleep = task;
    ranBeforeSleep = false;
  }

  /** Something was called, which may have made the task of beforeSleep due. */
  void called() {
    ranBeforeSleep = false;
  }

  /** To be called before the kernel's wake-up; from any thread. */
  void wakeupAsked() {
    wakeupAsked = true;
  }

  /**
   * Waits, or runs the task of beforeSleep in place of the wait. The wait is then the next turn's:
   * meanwhile time has passed, the task may have registered something, and a wake-up that came may
   * have ended the look already.
   *
   * @return 1 where the task has run, else 0
   */
  int await(long start, long timeoutNanos) throws IOException {
    BeforeSleep task = beforeSleep;
    if (task == null || timeoutNanos <= 0 || ranBeforeSleep || !isDue(task)) {
      ranBeforeSleep = false;
      pollThenSleep(start, timeoutNanos);
      return 0;
    }
    // Busy dispatchers are spared the task: what is ready already comes first.
    awaitReady(0);
    if (ready.size() > 0) {
      return 0;
    }
    ranBeforeSleep = true;
    containment.run(Fault.BEFORE_SLEEP, task, task);
    return 1;
  }

  private boolean isDue(BeforeSleep task) {
    try {
      return task.isDue();
    } catch (Throwable failure) {
      // It would fail before every wait.
      beforeSleep = null;
      containment.note(Fault.BEFORE_SLEEP_DUE, task, failure);
      return false;
    }
  }

  /** Has the kernel wait. With no memory left for that, it is a wait that finds nothing. */
  private void awaitReady(long timeoutNanos) throws IOException {
    try {
      kernel.await(timeoutNanos, ready);
    } catch (OutOfMemoryError lackOfMeans) {
      containment.note(Fault.WAIT, kernel, lackOfMeans);
    }
  }

  private void pollThenSleep(long start, long timeoutNanos) throws IOException {
    long spanNanos = poller.begin(timeoutNanos);
    if (spanNanos <= 0) {
      awaitReady(timeoutNanos);
    } else if (!poll(start) && spanNanos < timeoutNanos) {
      poller.sleeps();
      awaitReady(timeoutNanos == Kernel.FOREVER ? timeoutNanos : left(start, timeoutNanos));
    }
    if (wakeupAsked) {
      wakeupAsked = false;
    }
  }

  private long left(long start, long timeoutNanos) {
    return Math.max(0, timeoutNanos - (kernel.nanoTime() - start));
  }

  /** Looks again and again, and lets others run in between; returns whether anything came. */
  private boolean poll(long start) throws IOException {
    do {
      awaitReady(0);
      if (ready.size() > 0
          || !mailbox.isEmpty()
          || wakeupAsked
          || Thread.currentThread().isInterrupted()) {
        return true;
      }
      kernel.offerProcessor();
    } while (poller.goesOn(kernel.nanoTime() - start));
    return false;
  }
}
