package io.echod.simulate.server.checks;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.simulate.scenario.Violation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A registration of the driver's: checks each call that it gets. */
public final class Registration {

  /** The purpose of a registration. */
  public enum Kind {
    TIMER,
    PERIODIC_TIMER,
    IDLE_TASK,
    IO
  }

  private final String name;
  private final Kind kind;
  private final Turn turn;
  private final ServerChecks checks;
  private final Consumer<Registration> reaction;
  private final long registeredInTurn;
  private final long sequence;
  private final long intervalNanos;
  private long deadlineNanos;
  private boolean over;
  private boolean fired;
  private boolean noticesCancel;
  private int notices;
  private @Nullable Callback callback;

  /** Where the kind is a timer, with its first deadline; an interval of 0 means once. */
  public Registration(
      String name,
      Kind kind,
      ServerChecks checks,
      long deadlineNanos,
      long intervalNanos,
      Consumer<Registration> reaction) {
    this.name = name;
    this.kind = kind;
    this.checks = checks;
    this.deadlineNanos = deadlineNanos;
    this.intervalNanos = intervalNanos;
    this.reaction = reaction;
    turn = checks.turn();
    registeredInTurn = turn.number;
    sequence = checks.nextSequence();
  }

  /** It is registered now; its handler is {@link #called}. */
  public void registered(Callback newCallback, boolean tells) {
    callback = newCallback.name(name);
    noticesCancel = tells;
    checks.add(this);
  }

  Callback callback() {
    if (callback == null) {
      throw new IllegalStateException(name + " is not registered yet");
    }
    return callback;
  }

  /** The handler. */
  public void called(int reason) {
    if (reason == Reason.CANCEL) {
      noticed();
      return;
    }
    checks.note(name + " is called for " + Reason.describe(reason));
    check(!over, "was called after its end");
    check(callback().isRegistered() != (kind == Kind.TIMER), "was called in the wrong state");
    check(registeredInTurn != turn.number, "was called in the turn that it was registered in");
    switch (kind) {
      case TIMER, PERIODIC_TIMER -> fired(reason);
      case IDLE_TASK -> {
        check(reason == Reason.IDLE, "was called for another reason");
        check(checks.isQuietTurn(), "was called in a turn with something else to do");
      }
      case IO -> check((reason & ~Reason.IO) == 0, "was called for another reason");
    }
    reaction.accept(this);
  }

  private void fired(int reason) {
    check(reason == Reason.FIRE, "was called for another reason");
    long late = turn.beganNanos - deadlineNanos;
    check(late >= 0, "was called early");
    if (turn.timerCalled) {
      long later = deadlineNanos - turn.lastDeadlineNanos;
      check(later > 0 || (later == 0 && sequence > turn.lastSequence), "was called out of order");
    }
    turn.timerCalled = true;
    turn.lastDeadlineNanos = deadlineNanos;
    turn.lastSequence = sequence;
    if (intervalNanos == 0) {
      fired = true;
      over = true;
    } else {
      long missed = late / intervalNanos;
      check(callback().missed() == missed, "was given a wrong number of missed intervals");
      deadlineNanos += (missed + 1) * intervalNanos;
    }
  }

  private void noticed() {
    checks.note(name + " is notified of its cancellation");
    check(noticesCancel, "was notified of a cancellation, and had not asked for that");
    check(!callback().isRegistered(), "was notified of a cancellation, and is registered");
    check(++notices == 1, "was notified twice of its cancellation");
    over = true;
  }

  /** Cancels it, whether it was cancelled before or not. */
  public void cancel() {
    checks.note(name + " is cancelled");
    boolean registered = callback().isRegistered();
    check(callback().cancel() == registered, "reported wrongly whether it was registered");
    check(!callback().isRegistered(), "is registered after its cancel");
    over = true;
  }

  /** An exception of its handler ends it. */
  public void failing() {
    over = true;
  }

  /** Checks the end of a turn in which every notice was given. */
  void checkTurnOver() {
    if (callback().isRegistered()) {
      check(!over, "is registered after its end");
      if (isTimer() && registeredInTurn != turn.number) {
        check(deadlineNanos - turn.beganNanos > 0, "was due and was not called");
      }
    } else if (noticesCancel && !fired) {
      check(notices == 1, "was not notified of its cancellation");
    }
  }

  /** Nothing is to be checked any more. */
  boolean isDone() {
    return !callback().isRegistered();
  }

  boolean isTimer() {
    return kind == Kind.TIMER || kind == Kind.PERIODIC_TIMER;
  }

  boolean isIdleTask() {
    return kind == Kind.IDLE_TASK;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  private void check(boolean kept, String otherwise) {
    if (!kept) {
      checks.fail(Violation.correctness(name + " " + otherwise));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
