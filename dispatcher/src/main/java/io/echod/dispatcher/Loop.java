package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.part.Counters;
import io.echod.dispatcher.part.Fault;
import io.echod.dispatcher.part.Mailbox;
import io.echod.dispatcher.part.Poller;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a dispatcher: what is registered, and the turns that call it. Belongs to the
 * dispatcher's thread, but for the mailbox.
 *
 * <p>An error may come anywhere, as where a handler recurses without end or memory is out. So what
 * may fail comes first, and the change itself calls nothing and makes nothing.
 */
final class Loop {

  /** How many tasks, at a close, may run, which may leave others to run. */
  private static final int SETTLING_TASKS_MAX = 1_000_000;

  private final Kernel kernel;
  private final DispatcherOptions options;
  private final Poller poller;
  private final Ready ready = new Ready();
  final Timers timers = new Timers();
  final IdleTasks idleTasks = new IdleTasks();
  final Watches watches = new Watches();
  final Held held = new Held();
  final Mailbox mailbox = new Mailbox();
  final Counters counters = new Counters();
  final Trace trace = new Trace();
  final TurnWait waiting;
  final Containment containment;

  /** Made once: a lambda that captures this, made in each turn, would be garbage of each turn. */
  private final Consumer<Runnable> taskRunner = this::runTask;

  /** Whose turn is next of the source whose callbacks are called; a cancel moves it on. */
  @Nullable IoCallback following;

  /** Distinguishes callbacks registered in this turn, which wait for the next, from older ones. */
  private int turn;

  private final DeferredTasks deferred = new DeferredTasks();

  /** When the present turn's events were found. */
  private long nowNanos;

  /** Whether there is a present turn. */
  private boolean monitoring;

  Loop(Kernel kernel, DispatcherOptions options, ThreadOwnership ownership) {
    this.kernel = kernel;
    this.options = options;
    poller = new Poller(options.busyPoll().spanNanos(), options.busyPoll().always());
    containment = new Containment(counters, ownership);
    waiting = new TurnWait(kernel, ready, poller, mailbox, containment);
  }

  /** Begins to monitor: what was done since it last did may have made the task due. */
  void begin() {
    waiting.called();
    nowNanos = kernel.nanoTime();
    monitoring = true;
  }

  /** Ends to monitor. */
  void finish() {
    monitoring = false;
  }

  /**
   * One turn, in the order of the package description.
   *
   * @param start the time now, which is also the end of the turn before
   * @param limitNanos how long it may wait at most
   * @return the time at its end
   */
  long turn(long start, long limitNanos) throws IOException {
    turn++;
    ready.clear();
    int runs = waiting.await(start, timeoutNanos(start, limitNanos));
    long now = kernel.nanoTime();
    nowNanos = now;
    if (!held.isEmpty()) {
      ripen();
    }
    if (runs == 0) {
      poller.waited(now - start);
    }
    long newTimers = timers.nextSequence();

    int calls = runs + callReady();
    calls += fireTimers(now, newTimers);
    calls += mailbox.drain(options.tasksPerTurnMax(), taskRunner);
    if (calls == 0 && !idleTasks.isEmpty()) {
      calls += call(idleTasks.take(), Reason.IDLE);
      counters.idleCalls++;
    }
    if (runDeferred() + calls > runs) {
      waiting.called();
    }

    long end = kernel.nanoTime();
    poller.worked(end - now);
    counters.turned(calls, now - start, end - now);
    return end;
  }

  /** Takes what is held into this turn. With no memory left for that, the next one does. */
  private void ripen() {
    try {
      held.ripen(ready);
    } catch (OutOfMemoryError lackOfMeans) {
      containment.note(Fault.WAIT, kernel, lackOfMeans);
    }
  }

  private long timeoutNanos(long now, long limitNanos) {
    if (!idleTasks.isEmpty() || !mailbox.isEmpty() || !deferred.isEmpty() || !held.isEmpty()) {
      return 0;
    }
    Timer next = timers.first();
    return next == null ? limitNanos : Math.min(limitNanos, Math.max(0, next.deadlineNanos - now));
  }

  private int callReady() {
    int calls = 0;
    for (int index = 0; index < ready.size(); index++) {
      SourceWatch watch = (SourceWatch) ready.source(index).watcher();
      if (watch == null) {
        continue;
      }
      int reasons = ready.reasons(index);
      if (watch.isSpecial) {
        calls += callSpecial(watch, reasons);
        continue;
      }
      int before = calls;
      for (IoCallback callback = watch.first; callback != null; callback = following) {
        following = callback.next;
        // Asked again for each: the calls before may have cancelled, changed or paused this one.
        int wanted = reasons & callback.interest & watch.reported();
        if (wanted != 0 && callback.registered && callback.registeredInTurn != turn) {
          calls += call(callback, wanted);
        }
      }
      // Without reasons is one that has held something, and was called for it with the kernel's.
      if (calls == before && reasons != 0) {
        uncalled(watch, reasons);
      }
    }
    counters.ioCalls += calls;
    return calls;
  }

  /** Calls the driver, then those who wait for what a source holds or the kernel has reported. */
  private int callSpecial(SourceWatch watch, int reasons) {
    IoCallback driver = watch.driver;
    int calls = 0;
    int called = 0;
    int kernelReasonsCalled = 0;
    if (driver != null && (reasons & driver.interest) != 0 && driver.registeredInTurn != turn) {
      kernelReasonsCalled = reasons & driver.interest;
      calls += call(driver, kernelReasonsCalled);
    }
    watch.beginDue();
    for (IoCallback callback = watch.first; callback != null; callback = following) {
      following = callback.next;
      int ofKernels = reasons & callback.interest & watch.reported();
      int wanted = ofKernels | (watch.due() & callback.interest);
      if (wanted != 0 && callback.registered && callback.registeredInTurn != turn) {
        called |= wanted;
        kernelReasonsCalled |= ofKernels;
        calls += call(callback, wanted);
      }
    }
    watch.endDue(called);
    if (kernelReasonsCalled == 0 && reasons != 0) {
      uncalled(watch, reasons);
    }
    return calls;
  }

  /** A source was reported, and no callback was called for it. */
  private void uncalled(SourceWatch watch, int reasons) {
    try {
      if ((reasons & Ready.LOST) != 0) {
        watch.endpoint.lost();
      }
      // Where an error has kept the change from the kernel, it would report that source for ever.
      watch.update();
    } catch (Throwable failure) {
      containment.note(Fault.LOSS, watch.endpoint, failure);
    }
  }

  private int fireTimers(long now, long newTimers) {
    int calls = 0;
    for (Timer timer = timers.first();
        timer != null && timer.deadlineNanos - now <= 0 && timer.sequence < newTimers;
        timer = timers.first()) {
      if (now - timer.deadlineNanos > options.timerLateNanos()) {
        counters.timersLate++;
      }
      if (timer.expire(now)) {
        calls += call(timer, Reason.FIRE);
      }
    }
    counters.timersFired += calls;
    timers.trim();
    return calls;
  }

  /** Calls a handler and contains what it throws; returns 1, the calls made. */
  private int call(Callback callback, int reason) {
    try {
      if (trace.isOn()) {
        trace.line("fired " + Reason.describe(reason) + " to " + callback);
      }
      callback.handler.handle(callback, reason);
    } catch (Throwable failure) {
      contain(callback, failure);
    }
    return 1;
  }

  private void contain(Callback callback, Throwable failure) {
    if (containment.isSettled(failure)) {
      return;
    }
    try {
      if (callback instanceof IoCallback io && containment.endedBy(io.endpoint(), failure)) {
        return;
      }
      end(callback, failure);
    } catch (Throwable another) {
      containment.note(Fault.CONTAINING, callback, another);
    }
    // Last: what is at fault is closed by now, and may have given back what the log needs.
    containment.note(Fault.HANDLER, callback, failure);
  }

  private void end(Callback callback, Throwable failure) {
    try {
      unregister(callback);
    } finally {
      if (callback instanceof IoCallback io) {
        io.endpoint().handlerFailed(io, failure);
      }
    }
  }

  private void runTask(Runnable task) {
    counters.tasksRun++;
    containment.run(Fault.TASK, task, task);
  }

  /**
   * Runs what was deferred before; what is deferred meanwhile waits for the next turn.
   *
   * @return how many tasks
   */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private int runDeferred() {
    Deferred last = deferred.last();
    int count = 0;
    for (Deferred task = deferred.take(); task != null; task = deferred.take()) {
      containment.run(Fault.DEFERRED, task.whose(), task);
      count++;
      if (task == last) {
        break;
      }
    }
    return count;
  }

  Callback addIo(SourceWatch watch, int reasons, Handler handler) {
    IoCallback callback = new IoCallback(watch, handler, reasons & Reason.IO, turn);
    if ((reasons & Reason.CANCEL) != 0) {
      callback.cancelNotice = cancelNotice(callback);
    }
    // The kernel first, which may refuse; what it reports too much is taken back then.
    watch.setInterest(watch.awaited(null) | callback.interest);
    watch.link(callback);
    return traced(callback);
  }

  Callback addDriver(SourceWatch watch, int reasons, Handler handler) {
    IoCallback callback = new IoCallback(watch, handler, reasons, turn);
    watch.setDriven(reasons);
    watch.linkDriver(callback);
    return traced(callback);
  }

  <T extends Timer> T addTimer(T timer) {
    timers.add(timer);
    timer.registered = true;
    counters.registered++;
    traced(timer);
    return timer;
  }

  Callback addIdle(IdleTask task) {
    idleTasks.add(task);
    task.registered = true;
    counters.registered++;
    return traced(task);
  }

  private Callback traced(Callback callback) {
    if (trace.isOn()) {
      trace.line("registered " + callback);
    }
    return callback;
  }

  Deferred cancelNotice(Callback callback) {
    return new Deferred(() -> call(callback, Reason.CANCEL));
  }

  /** Ends a registration; returns false where it had ended before. */
  boolean unregister(Callback callback) {
    if (!callback.registered) {
      return false;
    }
    callback.detach();
    // From here to the next call, nothing can fail.
    callback.registered = false;
    counters.registered--;
    Deferred notice = callback.cancelNotice;
    if (notice != null) {
      callback.cancelNotice = null;
      deferred.add(notice);
    }
    callback.detached();
    if (trace.isOn()) {
      trace.line("cancelled " + callback);
    }
    return true;
  }

  void unregisterAll() {
    for (SourceWatch watch = watches.first; watch != null; watch = watches.first) {
      if (watch.first == null) {
        throw new IllegalStateException("a source without callbacks is among those that have some");
      }
      drop(watch.first);
    }
    for (Timer timer = timers.first(); timer != null; timer = timers.first()) {
      drop(timer);
    }
    for (IdleTask task = idleTasks.first(); task != null; task = idleTasks.first()) {
      drop(task);
    }
  }

  /** As unregister, for callers that go on: it ends, or this fails, and the loop does not spin. */
  void drop(Callback callback) {
    try {
      if (!unregister(callback)) {
        throw new IllegalStateException(callback + " is kept, and not registered");
      }
    } catch (Throwable failure) {
      if (callback.registered) {
        throw failure;
      }
      containment.note(Fault.CANCEL, callback, failure);
    }
  }

  void defer(Runnable task) {
    defer(new Deferred(task));
  }

  void defer(Deferred task) {
    deferred.add(task);
  }

  /** Cancels everything, runs what is left to run, and closes the kernel. */
  void tearDown() {
    unregisterAll();
    settle();
    try {
      kernel.close();
    } catch (OutOfMemoryError | StackOverflowError lackOfMeans) {
      // Another close goes on.
      throw lackOfMeans;
    } catch (Throwable failure) {
      containment.note(Fault.KERNEL_CLOSE, kernel, failure);
    }
    // Closing the sources may have left endpoints with something to report.
    settle();
  }

  /** Runs what is left, and what that leaves; not for ever, for a task may defer itself again. */
  private void settle() {
    long left = SETTLING_TASKS_MAX;
    while (left > 0) {
      int tasks = mailbox.drain((int) left, taskRunner) + runDeferred();
      if (tasks == 0) {
        return;
      }
      left -= tasks;
    }
    deferred.clear();
    containment.note(Fault.SETTLING, kernel, new IllegalStateException());
  }

  /** When the present turn's events were found; outside of turns, the time it is. */
  long nowNanos() {
    return monitoring ? nowNanos : kernel.nanoTime();
  }

  boolean hasWork() {
    return counters.registered > 0 || !mailbox.isEmpty() || !deferred.isEmpty();
  }
}
