package io.echod.simulate.dispatcher.model;

import static io.echod.simulate.scenario.Violation.check;

import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.Statistics;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.simulate.dispatcher.model.NaiveCallback.Kind;
import io.echod.simulate.dispatcher.model.NaiveTurn.Expected;
import io.echod.simulate.scenario.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher of lists, which makes no calls: the comparison passes it every request and every
 * call of the real one, and it checks that the call was due. Written from what is promised, and
 * slow.
 */
public final class NaiveDispatcher {

  /** A call for the end of the turn; those of one group may come in any order. */
  record Deferred(Call call, int group) {}

  final int tasksPerTurnMax;
  private final long timerLateNanos;

  final NaiveCallbacks callbacks = new NaiveCallbacks();

  final List<String> mailbox = new ArrayList<>();
  final List<Deferred> deferred = new ArrayList<>();
  private @Nullable String restName;
  private BooleanSupplier restDue = () -> false;

  /** Whether the task before a rest has run, and the rest is yet to come. */
  private boolean rested;

  private boolean rests;
  private boolean closed;
  private boolean stopped;
  private int groups;
  private @Nullable NaiveTurn turn;
  private long limitNanos;
  private long startNanos;
  private boolean firstTurn;
  final NaiveFigures figures = new NaiveFigures();

  /** A model of a dispatcher with these options. */
  public NaiveDispatcher(DispatcherOptions options) {
    tasksPerTurnMax = options.tasksPerTurnMax();
    timerLateNanos = options.timerLateNanos();
  }

  /** Asked to monitor, for so long; a negative limit is none. */
  public void monitorBegins(long newLimitNanos, long nowNanos) {
    limitNanos = newLimitNanos < 0 ? Kernel.FOREVER : newLimitNanos;
    startNanos = nowNanos;
    stopped = false;
    rested = false;
    firstTurn = true;
    turn = null;
  }

  /** A wait begins: is it the time for one, and of that length? */
  public void waiting(long timeoutNanos, long nowNanos) {
    turnEnds();
    check(hasWork() && !closed && !stopped, "it waits although monitoring must end");
    check(firstTurn || leftNanos(nowNanos) > 0, "it waits although the limit has elapsed");
    firstTurn = false;
    long expectedNanos = timeoutNanos(nowNanos);
    rests = expectedNanos > 0 && !rested && restDue.getAsBoolean();
    long wanted = rests ? 0 : expectedNanos;
    check(timeoutNanos == wanted, "it waits for " + timeoutNanos + " ns, not for " + wanted);
  }

  /** A wait has ended. */
  public void waited(List<ReadySource> ready, LongSupplier clock) {
    rested = rests && ready.isEmpty();
    turn = new NaiveTurn(this, ready, clock, rested);
  }

  /** The dispatcher has made a call: was it the one due? */
  public void called(Call call) {
    List<Expected> next = nextCalls();
    for (Expected one : next) {
      if (one.call().equals(call)) {
        if (!call.who().equals(restName)) {
          // Every call may give the task before a rest something to do.
          rested = false;
        }
        one.effect().run();
        return;
      }
    }
    throw Violation.correctness(
        "it called " + call + "; expected was " + next.stream().map(Expected::call).toList());
  }

  /** Monitoring has ended: might it, and with that result? */
  public void monitorEnds(boolean more, long nowNanos) {
    turnEnds();
    boolean work = hasWork() && !closed;
    check(more == work, "monitor returned " + more + " while " + what());
    check(
        !work || stopped || (!firstTurn && leftNanos(nowNanos) <= 0),
        "monitor returned early: " + leftNanos(nowNanos) + " ns were left");
  }

  /** The statistics that the real one should have; times are its own. */
  public Statistics expected(Statistics real) {
    return figures.expected(real, callbacks.all().size());
  }

  private void turnEnds() {
    List<Expected> left = nextCalls();
    check(
        left.isEmpty(), "the turn has ended without " + left.stream().map(Expected::call).toList());
    if (turn != null) {
      figures.turns++;
      figures.emptyTurns += turn.calls() == 0 ? 1 : 0;
      turn = null;
    }
  }

  private List<Expected> nextCalls() {
    if (turn == null && closed) {
      // Closed outside of {@code monitor}: all that is left is an end without a turn.
      return new NaiveTurn(this, List.of(), () -> 0, false).whatIsLeft();
    }
    return turn == null ? List.of() : turn.next();
  }

  private String what() {
    return callbacks.all() + " are registered, " + mailbox + " posted, " + deferred + " deferred";
  }

  private long leftNanos(long nowNanos) {
    return limitNanos == Kernel.FOREVER ? limitNanos : limitNanos - (nowNanos - startNanos);
  }

  private long timeoutNanos(long nowNanos) {
    if (callbacks.nextIdle() != null || !mailbox.isEmpty() || !deferred.isEmpty()) {
      return 0;
    }
    NaiveCallback timer = callbacks.nextTimer(_ -> true);
    long left = leftNanos(nowNanos);
    return timer == null ? left : Math.min(left, Math.max(0, timer.deadlineNanos - nowNanos));
  }

  /** Whether anything is registered, posted or deferred. */
  public boolean hasWork() {
    return !callbacks.all().isEmpty() || !mailbox.isEmpty() || !deferred.isEmpty();
  }

  // The requests.

  /** A callback for I/O. */
  public NaiveCallback onIo(NaiveSource source, int reasons) {
    NaiveCallback callback = callbacks.register(Kind.IO, " of " + source, source);
    callback.interest = reasons & Reason.IO;
    callback.noticesCancel = (reasons & Reason.CANCEL) != 0;
    source.watch();
    return callback;
  }

  /** A callback for a deadline; an interval of 0 means once. */
  public NaiveCallback timer(long deadlineNanos, long intervalNanos) {
    NaiveCallback callback =
        callbacks.register(Kind.TIMER, intervalNanos == 0 ? "" : ", periodic", null);
    callback.deadlineNanos = deadlineNanos;
    callback.intervalNanos = intervalNanos;
    return callback;
  }

  /** A callback for turns with nothing else to do. */
  public NaiveCallback whenIdle() {
    return callbacks.register(Kind.IDLE, "", null);
  }

  /** Cancels one; returns whether it was registered. */
  public boolean cancel(NaiveCallback callback) {
    return cancel(callback, groups++);
  }

  private boolean cancel(NaiveCallback callback, int group) {
    if (!callback.registered) {
      return false;
    }
    callback.registered = false;
    callbacks.remove(callback);
    if (callback.noticesCancel) {
      deferred.add(new Deferred(new Call(callback.name, Reason.CANCEL, 0), group));
    }
    return true;
  }

  /** Cancels all of a source. */
  public void cancelAll(NaiveSource source) {
    callbacksOf(source).forEach(this::cancel);
  }

  /** The source is closed; returns whether its endpoint gets a notice. */
  public boolean sourceClosed(NaiveSource source) {
    source.close();
    cancelAll(source);
    return source.isWatched();
  }

  /** A handler of it has failed, which cancels it. */
  public void handlerFailed(NaiveCallback callback) {
    figures.failures++;
    cancel(callback);
  }

  /** A task or an endpoint's method has failed. */
  public void failed() {
    figures.failures++;
  }

  /** A task for the mailbox. */
  public void post(String task) {
    mailbox.add(task);
  }

  /** A task for the end of the turn. */
  public void defer(String task) {
    deferred.add(new Deferred(Call.of(task), groups++));
  }

  /** A task that runs before a wait, where it is due. */
  public void beforeRest(String task, BooleanSupplier due) {
    restName = task;
    restDue = due;
    rested = false;
  }

  /** Monitoring is to end with this turn. */
  public void stop() {
    stopped = true;
  }

  /** Everything is cancelled, in any order. */
  public void close() {
    closed = true;
    int group = groups++;
    List.copyOf(callbacks.all()).forEach(callback -> cancel(callback, group));
  }

  // A turn's questions and calls.

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  String restName() {
    return Objects.requireNonNull(restName);
  }

  /** All that is registered, oldest first. */
  public List<NaiveCallback> callbacks() {
    return callbacks.all();
  }

  /** All that is registered for a source, oldest first. */
  public List<NaiveCallback> callbacksOf(NaiveSource source) {
    return callbacks.of(source);
  }

  List<Deferred> firstDeferred() {
    return deferred.stream().filter(one -> one.group == deferred.getFirst().group).toList();
  }

  void fired(NaiveCallback timer, long nowNanos, long missed, long nextNanos) {
    figures.timersFired++;
    figures.timersMissed += missed;
    figures.timersLate += nowNanos - timer.deadlineNanos > timerLateNanos ? 1 : 0;
    timer.deadlineNanos = nextNanos;
    if (timer.intervalNanos == 0) {
      timer.registered = false;
      callbacks.remove(timer);
    }
  }

  void ranPosted() {
    mailbox.removeFirst();
    figures.tasksRun++;
  }

  void wasIdle(NaiveCallback callback) {
    callbacks.wasIdle(callback);
    figures.idleCalls++;
  }

  /** Whether that one was to be called in the turn under way. */
  public boolean isAwaited(NaiveCallback callback) {
    return turn != null && turn.isAwaited(callback);
  }

  /** Whether that one was found ready in the turn under way. */
  public boolean isFound(NaiveSource source) {
    return turn != null && turn.found(source);
  }
}
