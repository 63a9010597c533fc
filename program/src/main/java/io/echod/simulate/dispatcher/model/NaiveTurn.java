package io.echod.simulate.dispatcher.model;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.simulate.dispatcher.model.NaiveCallback.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The calls of one turn, in the order that the description of the package io.echod.dispatcher
 * gives. Each is found when it is asked for, as those before may have changed everything.
 */
final class NaiveTurn {

  /** A call that may be the next, and what making it changes. */
  record Expected(Call call, Runnable effect) {}

  private final NaiveDispatcher all;
  private final List<ReadySource> ready;
  private final LongSupplier clock;

  /** A callback registered later waits for the next turn. */
  private int newNumber;

  private final boolean rests;
  private final Iterator<Supplier<List<Expected>>> parts;
  private Supplier<List<Expected>> part;
  private long nowNanos;
  private boolean clockRead;
  private int event;
  private int lastNumber = -1;

  /** Whether a call was made for the present event. */
  private boolean eventOver;

  private boolean rested;
  private int calls;
  private int tasks;
  private int deferredLeft = -1;

  /**
   * Begins the calls of a turn.
   *
   * @param rests whether the task before a rest takes the place of the wait
   */
  NaiveTurn(NaiveDispatcher all, List<ReadySource> ready, LongSupplier clock, boolean rests) {
    this.all = all;
    this.ready = List.copyOf(ready);
    this.clock = clock;
    this.rests = rests;
    parts =
        List.<Supplier<List<Expected>>>of(
                this::rest, this::io, this::timers, this::tasks, this::idle, this::deferred)
            .iterator();
    part = parts.next();
  }

  /** The calls that may be the next: one, several where any order will do, or none. */
  List<Expected> next() {
    List<Expected> next = part.get();
    while (next.isEmpty() && parts.hasNext()) {
      part = parts.next();
      next = part.get();
    }
    return next.isEmpty() && all.isClosed() ? whatIsLeft() : next;
  }

  int calls() {
    return calls;
  }

  private Expected expected(Call call, Runnable effect) {
    return new Expected(
        call,
        () -> {
          calls++;
          effect.run();
        });
  }

  private List<Expected> rest() {
    return rests && !rested
        ? List.of(expected(Call.of(all.restName()), () -> rested = true))
        : List.of();
  }

  /** Once, before the first call of a callback: all of the turn is at that time. */
  private void readClock() {
    if (!clockRead) {
      clockRead = true;
      nowNanos = clock.getAsLong();
      newNumber = all.callbacks.numbers();
    }
  }

  private List<Expected> io() {
    readClock();
    for (; event < ready.size(); event++, lastNumber = -1, eventOver = false) {
      NaiveSource source = ready.get(event).source();
      for (NaiveCallback callback : all.callbacks.of(source)) {
        int reasons = source.delivered(ready.get(event).reasons() & callback.interest);
        if (reasons != 0 && callback.number > lastNumber && callback.number < newNumber) {
          return List.of(
              expected(
                  new Call(callback.name, reasons, 0),
                  () -> {
                    lastNumber = callback.number;
                    eventOver = true;
                    all.figures.ioCalls++;
                  }));
        }
      }
      if (reportsLoss(ready.get(event))) {
        return List.of(
            new Expected(
                Call.of(source.lossName()),
                () -> {
                  eventOver = true;
                  // It comes behind all callbacks of the event.
                  lastNumber = Integer.MAX_VALUE;
                }));
      }
    }
    return List.of();
  }

  /** A loss is reported to the endpoint, where no callback was called for it. */
  private boolean reportsLoss(ReadySource one) {
    return !eventOver
        && (one.reasons() & Ready.LOST) != 0
        && one.source().isOpen()
        && one.source().isWatched();
  }

  private List<Expected> timers() {
    event = ready.size();
    NaiveCallback due = all.callbacks.nextTimer(callback -> isDue(callback));
    if (due == null) {
      return List.of();
    }
    long missed = 0;
    long deadlineNanos = due.deadlineNanos;
    if (due.intervalNanos > 0) {
      deadlineNanos += due.intervalNanos;
      for (; deadlineNanos - nowNanos <= 0; deadlineNanos += due.intervalNanos) {
        missed++;
      }
    }
    long allMissed = missed;
    long nextNanos = deadlineNanos;
    return List.of(
        expected(
            new Call(due.name, Reason.FIRE, missed),
            () -> all.fired(due, nowNanos, allMissed, nextNanos)));
  }

  private boolean isDue(NaiveCallback timer) {
    return timer.deadlineNanos - nowNanos <= 0 && timer.number < newNumber;
  }

  private List<Expected> tasks() {
    if (tasks == all.tasksPerTurnMax || all.mailbox.isEmpty()) {
      return List.of();
    }
    return List.of(
        expected(
            Call.of(all.mailbox.getFirst()),
            () -> {
              tasks++;
              all.ranPosted();
            }));
  }

  private List<Expected> idle() {
    NaiveCallback next = calls == 0 ? all.callbacks.nextIdle() : null;
    return next == null
        ? List.of()
        : List.of(expected(new Call(next.name, Reason.IDLE, 0), () -> all.wasIdle(next)));
  }

  private List<Expected> deferred() {
    if (deferredLeft < 0) {
      deferredLeft = all.deferred.size();
    }
    if (deferredLeft == 0) {
      return List.of();
    }
    return all.firstDeferred().stream()
        .map(first ->
            new Expected(
                first.call(),
                () -> {
                  deferredLeft--;
                  all.deferred.remove(first);
                }))
        .toList();
  }

  /** After a close, tasks and notices are all still to come, in any order. */
  List<Expected> whatIsLeft() {
    List<Expected> left = new ArrayList<>();
    if (!all.mailbox.isEmpty()) {
      left.add(new Expected(Call.of(all.mailbox.getFirst()), all::ranPosted));
    }
    all.firstDeferred()
        .forEach(first -> left.add(new Expected(first.call(), () -> all.deferred.remove(first))));
    return left;
  }

  /** Whether a callback is to be called yet, for what was found before this turn's calls began. */
  boolean isAwaited(NaiveCallback callback) {
    if (!clockRead || !callback.registered || callback.number >= newNumber) {
      return false;
    }
    return callback.is(Kind.TIMER) ? isDue(callback) : isReady(callback);
  }

  private boolean isReady(NaiveCallback callback) {
    for (int index = event; index < ready.size(); index++) {
      ReadySource one = ready.get(index);
      if (callback.isOf(one.source())
          && one.source().delivered(one.reasons() & callback.interest) != 0
          && (index > event || callback.number > lastNumber)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the kernel has found that one ready. */
  boolean found(NaiveSource source) {
    return ready.stream().anyMatch(one -> one.source().equals(source));
  }
}
