package io.echod.dispatcher.kernel.sim.world;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The clock of a simulated network, and what happens in the world by it. */
public final class WorldTime {

  /** Actions of the world at one and the same time. */
  private static final int WORLD_SPINS_MAX = 1_000_000;

  private final Agenda agenda = new Agenda();
  private final LongConsumer observer;
  private final Consumer<Throwable> failures;
  private long now;
  private boolean inTheWorld;
  private boolean waiting;
  private int actionsAtOnce;

  /** Begins at a time; hands on what the world throws. */
  public WorldTime(long startNanos, LongConsumer observer, Consumer<Throwable> failures) {
    now = startNanos;
    this.observer = observer;
    this.failures = failures;
  }

  public long nanoTime() {
    return now;
  }

  public void at(long atNanos, Runnable action) {
    agenda.add(atNanos, action);
  }

  public boolean hasAgenda() {
    return !agenda.isEmpty();
  }

  /** When the next thing happens; only where there is one. */
  public long nextNanos() {
    return agenda.nextNanos();
  }

  /** Lets time pass while the program is at work. */
  public void pass(long nanos) {
    if (inTheWorld) {
      // Events of the world take no time, though they may make calls that would.
      return;
    }
    advanceTo(now + nanos);
  }

  /** Lets time pass while a kernel waits: the program is in the middle of nothing. */
  public void passWaiting(long nanos) {
    checkMayWait();
    waiting = true;
    try {
      advanceTo(now + nanos);
    } finally {
      waiting = false;
    }
  }

  public void checkMayWait() {
    if (inTheWorld) {
      throw new IllegalStateException("something that happens in the world can't wait");
    }
  }

  /** The program's calls, which the world must not make while the program is at work. */
  public void checkCaller() {
    if (inTheWorld && !waiting) {
      throw new IllegalStateException(
          "something that happens in the world has called the program while that was at work: post"
              + " it to the dispatcher instead");
    }
  }

  /** Goes through all that happens until then, each at its time. */
  private void advanceTo(long until) {
    inTheWorld = true;
    try {
      while (agenda.isDue(until) && actionsAtOnce < WORLD_SPINS_MAX) {
        clock(agenda.nextNanos());
        actionsAtOnce++;
        run(agenda.take());
      }
    } finally {
      inTheWorld = false;
    }
    if (actionsAtOnce == WORLD_SPINS_MAX) {
      failures.accept(
          new IllegalStateException(
              "the world spins: " + WORLD_SPINS_MAX + " things happened at one and the same time"));
    }
    clock(until);
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      // Thrown from here, it might come out within a handler.
      failures.accept(thrown);
    }
  }

  /** Sets the clock, which never goes back. */
  private void clock(long to) {
    if (to - now > 0) {
      now = to;
      actionsAtOnce = 0;
      observer.accept(to);
    }
  }
}
