package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a dispatcher: what is registered, and the turns that call it. Belongs to the
 * dispatcher's thread, but for the mailbox.
 */
final class Loop {

  private final Kernel kernel;
  private final DispatcherOptions options;
  private final Poller poller;
  private final Ready ready = new Ready();
  private final Timers timers = new Timers();
  private final IdleTasks idleTasks = new IdleTasks();
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  final Watches watches = new Watches();
  final Mailbox mailbox = new Mailbox();
  final Counters counters = new Counters();
  final Trace trace = new Trace();

  /** Made once: a lambda that captures this, made in each turn, would be garbage of each turn. */
  private final Consumer<Runnable> taskRunner = this::runTask;

  /** Tells callbacks registered in this turn, which wait for the next, from older ones. */
  private int turn;

  private @Nullable Rest beforeRest;

  /**
   * Whether that has run, and nothing else since: one that stays due by itself keeps nobody awake.
   */
  private boolean rested;

  /** The kernel's wake-up ends one wait, which may have been a look of many: this ends them all. */
  private volatile boolean wakeupAsked;

  Loop(Kernel kernel, DispatcherOptions options) {
    this.kernel = kernel;
    this.options = options;
    poller = new Poller(options.busyPoll());
  }

  void beforeRest(Rest task) {
    beforeRest = task;
    rested = false;
  }

  /** To be called before the kernel's wake-up; from any thread. */
  void wakeupAsked() {
    wakeupAsked = true;
  }

  /** Begins to monitor: what was done since it last did may have made the task due. */
  void begin() {
    rested = false;
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
    int rests = await(start, timeoutNanos(start, limitNanos));
    long now = kernel.nanoTime();
    if (rests == 0) {
      poller.waited(now - start);
    }
    long newTimers = timers.nextSequence();

    int calls = rests + callReady();
    calls += fireTimers(now, newTimers);
    calls += mailbox.drain(options.tasksPerTurnMax(), taskRunner);
    if (calls == 0 && !idleTasks.isEmpty()) {
      calls += call(idleTasks.take(), Reason.IDLE);
      counters.idleCalls++;
    }
    if (runDeferred() + calls > rests) {
      rested = false;
    }

    long end = kernel.nanoTime();
    counters.turned(calls, now - start, end - now);
    return end;
  }

  /**
   * Waits, or runs the task of beforeRest in place of the wait. The wait is then the next turn's:
   * meanwhile time has passed, the task may have registered something, and a wake-up that came may
   * have ended the look already.
   *
   * @return 1 where the task has run, else 0
   */
  private int await(long start, long timeoutNanos) throws IOException {
    Rest task = beforeRest;
    if (task == null || timeoutNanos <= 0 || rested || !task.isDue()) {
      rested = false;
      pollThenSleep(start, timeoutNanos);
      return 0;
    }
    // Busy dispatchers are spared the task: what is ready already comes first.
    kernel.await(0, ready);
    if (ready.size() > 0) {
      return 0;
    }
    rested = true;
    run("the task before a rest failed", task, task);
    return 1;
  }

  private void pollThenSleep(long start, long timeoutNanos) throws IOException {
    long spanNanos = Math.min(poller.spanNanos(), timeoutNanos);
    if (spanNanos <= 0) {
      kernel.await(timeoutNanos, ready);
    } else if (!poll(start, spanNanos) && spanNanos < timeoutNanos) {
      kernel.await(
          timeoutNanos == Kernel.FOREVER ? timeoutNanos : left(start, timeoutNanos), ready);
    }
    if (wakeupAsked) {
      wakeupAsked = false;
    }
  }

  private long left(long start, long timeoutNanos) {
    return Math.max(0, timeoutNanos - (kernel.nanoTime() - start));
  }

  /** Looks again and again, and lets others run in between; returns whether anything came. */
  @SuppressWarnings("ThreadPriorityCheck") // no hint to the scheduler: it is the point
  private boolean poll(long start, long spanNanos) throws IOException {
    do {
      kernel.await(0, ready);
      if (ready.size() > 0
          || !mailbox.isEmpty()
          || wakeupAsked
          || Thread.currentThread().isInterrupted()) {
        return true;
      }
      Thread.yield();
    } while (kernel.nanoTime() - start < spanNanos);
    return false;
  }

  private long timeoutNanos(long now, long limitNanos) {
    if (!idleTasks.isEmpty() || !mailbox.isEmpty() || !deferred.isEmpty()) {
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
      for (IoCallback callback = watch.first; callback != null; callback = callback.next) {
        // Asked again for each: the calls before may have cancelled, changed or paused this one.
        int wanted = reasons & callback.interest & ~watch.paused;
        if (wanted != 0 && callback.registered && callback.registeredInTurn != turn) {
          calls += call(callback, wanted);
        }
      }
    }
    counters.ioCalls += calls;
    return calls;
  }

  private int fireTimers(long now, long newTimers) {
    int calls = 0;
    for (Timer timer = timers.first();
        timer != null && timer.deadlineNanos - now <= 0 && timer.sequence < newTimers;
        timer = timers.first()) {
      if (now - timer.deadlineNanos > options.timerLateNanos()) {
        counters.timersLate++;
      }
      timers.remove(timer);
      if (timer.intervalNanos == 0) {
        timer.registered = false;
        counters.registered--;
      } else {
        timer.skipTo(now);
        counters.timersMissed += timer.missed;
        timers.addAgain(timer);
      }
      calls += call(timer, Reason.FIRE);
    }
    counters.timersFired += calls;
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
    try {
      failed(callback, failure);
    } catch (Throwable another) {
      note("a failure could not be dealt with", callback, another);
    }
  }

  private void failed(Callback callback, Throwable failure) {
    if (callback instanceof IoCallback io && endedBy(io.endpoint(), failure)) {
      return;
    }
    note("a handler failed, and is cancelled", callback, failure);
    unregister(callback);
    if (callback instanceof IoCallback io) {
      run("an endpoint failed to end", io, () -> io.endpoint().handlerFailed(io, failure));
    }
  }

  private boolean endedBy(Endpoint endpoint, Throwable failure) {
    try {
      return endpoint.endedBy(failure);
    } catch (Throwable another) {
      note("an endpoint failed to tell why it ended", endpoint, another);
      return false;
    }
  }

  private void runTask(Runnable task) {
    counters.tasksRun++;
    run("a posted task failed", task, task);
  }

  /**
   * Runs what was deferred before; what is deferred meanwhile waits for the next turn.
   *
   * @return how many tasks
   */
  private int runDeferred() {
    int count = deferred.size();
    for (int left = count; left > 0; left--) {
      Runnable task = deferred.remove();
      run("a deferred task failed", task, task);
    }
    return count;
  }

  /** Runs what is not ours, and contains what it throws. */
  void run(String ifItFails, Object whose, Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      note(ifItFails, whose, failure);
    }
  }

  /** Counts and logs a failure. Nothing of it may throw: the loop must live. */
  private void note(String what, Object whose, Throwable failure) {
    counters.failures++;
    try {
      log(what + ": " + whose, failure);
    } catch (Throwable unspeakable) {
      log(what, failure);
    }
  }

  private static void log(String message, Throwable failure) {
    try {
      System.getLogger(Dispatcher.class.getName()).log(Level.ERROR, message, failure);
    } catch (Throwable ignored) {
      // Out of memory even for the log: the counter has it.
    }
  }

  Callback addIo(SourceWatch watch, int interest, Handler handler) {
    IoCallback callback = new IoCallback(watch, handler, interest, turn);
    watch.add(callback);
    return registered(callback);
  }

  Callback addTimer(Timer timer) {
    timers.add(timer);
    return registered(timer);
  }

  Callback addIdle(IdleTask task) {
    idleTasks.add(task);
    return registered(task);
  }

  private Callback registered(Callback callback) {
    counters.registered++;
    if (trace.isOn()) {
      trace.line("registered " + callback);
    }
    return callback;
  }

  /** Ends a registration; returns false where it had ended before. */
  boolean unregister(Callback callback) {
    if (!callback.registered) {
      return false;
    }
    callback.registered = false;
    counters.registered--;
    switch (callback) {
      case IoCallback io -> io.watch.remove(io);
      case Timer timer -> timers.remove(timer);
      case IdleTask task -> idleTasks.remove(task);
    }
    if (trace.isOn()) {
      trace.line("cancelled " + callback);
    }
    if (callback.tellsCancel) {
      deferred.add(() -> call(callback, Reason.CANCEL));
    }
    return true;
  }

  void unregisterAll() {
    for (SourceWatch watch = watches.first(); watch != null; watch = watches.first()) {
      watch.cancelAll();
    }
    for (Timer timer = timers.first(); timer != null; timer = timers.first()) {
      unregister(timer);
    }
    while (!idleTasks.isEmpty()) {
      unregister(idleTasks.first());
    }
  }

  void defer(Runnable task) {
    deferred.add(task);
  }

  /** Cancels everything, runs what is left to run, and closes the kernel. */
  void tearDown() {
    unregisterAll();
    settle();
    kernel.close();
    // Closing the sources may have left endpoints with something to tell.
    settle();
  }

  private void settle() {
    while (!mailbox.isEmpty() || !deferred.isEmpty()) {
      mailbox.drain(Integer.MAX_VALUE, taskRunner);
      runDeferred();
    }
  }

  boolean hasWork() {
    return counters.registered > 0 || !mailbox.isEmpty() || !deferred.isEmpty();
  }
}
