package io.echod.scheme.runtime;

import gnu.mapping.Location;
import gnu.mapping.Procedure;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.message.CallChain;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.output.Display;
import io.echod.scheme.output.Target;
import io.echod.scheme.output.Trace;
import io.echod.scheme.text.ByteStrings;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one script: monitors its dispatchers, runs tasks between the turns, and ends where it
 * is asked to. Belongs to the script's thread, but for {@link #stop}, {@link #wake}, {@link #later}
 * and {@link #place}.
 */
public final class ScriptLoop {

  private final Dispatcher dispatcher;
  private final Display display;
  private final Trace trace;
  private final Definitions definitions;
  private final Consumer<String> errors;
  private final DispatchersInUse dispatchersInUse = new DispatchersInUse();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final BlockingWaits blockingWaits = new BlockingWaits(this);
  private final Ending ending = new Ending();
  private final Background background;
  private final CallWatch callWatch;
  private final ScriptSignals signals = new ScriptSignals(this);
  private Waits waits = blockingWaits;
  private Evaluations evaluations = new NoEvaluations();
  private @Nullable IoxDispatcher monitored;

  /** The callback that was called last. */
  private @Nullable IoxCallback called;

  /** It runs everything registered, for others than the script. */
  private boolean running;

  private int depth;
  private long calls;
  private long ioCalls;

  /**
   * A loop over a dispatcher, which it shares with what waits beside the script.
   *
   * @param errors takes what was wrong in a callback, a line at a time
   */
  public ScriptLoop(
      Dispatcher dispatcher, Display display, Definitions definitions, Consumer<String> errors) {
    this.dispatcher = dispatcher;
    this.display = display;
    this.definitions = definitions;
    this.errors = errors;
    trace = display.trace();
    display.waitWhen(this::isAlone);
    background = new Background(this, dispatcher);
    callWatch = new CallWatch(this, this::tell);
  }

  /** From now on forms are evaluated between the turns, and waits let the loop go on. */
  public void becomeLive(Evaluations all) {
    evaluations = all;
    waits = new LoopWaits(this);
  }

  /** Monitors until the dispatcher has nothing registered any more, or the limit has passed. */
  public boolean monitor(IoxDispatcher group, Duration limit) {
    if (depth > 0) {
      throw new SchemeError(
          "iox-monitor: called from within a callback; the dispatcher is being monitored already");
    }
    dispatchersInUse.noteMonitored();
    if (evaluations.isEvaluating() && limit.isNegative() && !group.isEmpty()) {
      evaluations.note("; the dispatcher runs beside the prompt already");
      return true;
    }
    evaluations.settle();
    long deadline = waits.deadline(limit);
    IoxDispatcher outer = monitored;
    monitored = group;
    // Text that callbacks display meanwhile is not for the asker of this form.
    Target target = display.redirectToOwn();
    try {
      background.deliver();
      if (group.isEmpty()) {
        // A callback may wait to be called for a cancel.
        dispatcher.monitor(Duration.ZERO);
        checkEnding();
      }
      do {
        // Before the wait: the wake-up of a task may have been used up together with another.
        runTasks();
        checkEnding();
        if (group.isEmpty()) {
          break;
        }
        dispatcher.monitor(waits.left(limit, deadline));
        checkEnding();
      } while (limit.isNegative() || !waits.left(limit, deadline).isZero());
    } finally {
      monitored = outer;
      display.redirect(target);
      callWatch.entered();
    }
    display.deliver();
    return !group.isEmpty();
  }

  /**
   * Runs until the script is asked to end, even with nothing registered.
   *
   * @return the exit code: 0, or what was given to {@code exit}
   */
  public int run() {
    running = true;
    try {
      background.deliver();
      while (true) {
        runTasks();
        checkEnding();
        dispatcher.monitor();
      }
    } catch (ScriptExit ended) {
      return ending.exitCode();
    }
  }

  /** A dispatcher has its first callback. */
  void used(IoxDispatcher group) {
    dispatchersInUse.add(group);
  }

  /** A dispatcher has no callback left: the loop need not go on for it. */
  void unused(IoxDispatcher group) {
    dispatchersInUse.remove(group);
    if (group.equals(monitored)) {
      dispatcher.stop();
    }
  }

  /** The dispatchers that the loop goes on for. */
  public DispatchersInUse dispatchersInUse() {
    return dispatchersInUse;
  }

  void runTasks() {
    while (evaluations.mayBegin()) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      try {
        task.run();
      } catch (ScriptExit ended) {
        throw ended;
      } catch (Throwable failure) {
        // It is no business of the script's, which monitors.
        tell(Mistakes.describe(failure));
      }
    }
  }

  /** Has a task run on the script's thread, outside of callbacks. From any thread. */
  public void later(Runnable task) {
    tasks.add(task);
    wake();
  }

  /** Has the thread that runs the loop look whether it is to go on. From any thread. */
  public void wake() {
    try {
      dispatcher.post(dispatcher::stop);
    } catch (RejectedExecutionException ended) {
      // No call monitors any more.
    }
  }

  /** Called before each call of a callback, with what it is called for. */
  void enter(IoxCallback callback, int reason) {
    if ((reason & Reason.IO) != 0) {
      ioCalls++;
    }
    depth++;
    called = callback;
    calls++;
    callWatch.entered();
  }

  /** Called after it. */
  void leave() {
    depth--;
  }

  /** A callback has thrown: reports to the author, ends what was at fault, and goes on. */
  void failed(IoxCallback callback, Throwable failure) {
    if (failure instanceof ScriptExit) {
      return;
    }
    display.deliver();
    String what = Mistakes.describe(failure, callback.place());
    String fate = callback.fail();
    tell(what + " (in " + callback.label() + "; " + fate + ")" + CallChain.of(failure));
  }

  /** Whether only the author waits where the script does: it serves no clients just now. */
  private boolean isAlone() {
    return depth == 0 && (evaluations.isEvaluating() || (monitored == null && !running));
  }

  /**
   * Whether it waits for callbacks to be called, or is in one. From any thread, but from others
   * than its own it may be out of date.
   */
  boolean isMonitoring() {
    return monitored != null || running;
  }

  /** The script runs, outside of callbacks. */
  public void begin() {
    callWatch.entered();
  }

  /** Has text that was displayed be seen though the script computes. From any thread. */
  void deliverAtNextCall() {
    definitions.interrupts().atNextCall(display::deliver);
  }

  /** Whether a callback is being called: then nothing may wait. */
  public boolean isInCallback() {
    return depth > 0;
  }

  /** Distinguishes one call of a callback from another. */
  public long callNumber() {
    return calls;
  }

  /** How many calls of callbacks were for input, output or an urgent byte. */
  public long ioCalls() {
    return ioCalls;
  }

  /**
   * Where the script is: the callback that is called, or the form at the top level. From any
   * thread, but from others than its own it may be out of date.
   */
  public String place() {
    IoxCallback callback = called;
    return depth > 0 && callback != null ? callback.place() : definitions.formPlace();
  }

  /** How messages name the callback that is called, or was called last. */
  String calledLabel() {
    IoxCallback callback = called;
    return callback == null ? "a callback" : callback.label();
  }

  /** Whether a callback is being called that takes so long that its user may want to end it. */
  public boolean isInLongCallback() {
    return depth > 0 && callWatch.isLong(calls);
  }

  /** Nothing is called any more. */
  public void end() {
    callWatch.end();
  }

  @Nullable Location<?> definitionOf(Procedure procedure) {
    return definitions.locationOf(procedure);
  }

  /** Reports a message in bytes to the author, or to the user who runs the script. */
  public void tell(String message) {
    errors.accept(ByteStrings.toText(message));
  }

  /** The script asks to end: has it unwound, or what it evaluates where that is all it may end. */
  public ScriptExit exit(int code) {
    if (depth == 0 && !evaluations.exitEndsSession()) {
      return new ScriptExit();
    }
    ending.exit(code);
    dispatcher.stop();
    return new ScriptExit();
  }

  /** Asks the script to end, as a signal does. From any thread. */
  public void stop() {
    ending.stop();
    wake();
    blockingWaits.end();
  }

  /** Unwinds the script where it was asked to end, or what is evaluated where that was. */
  void checkEnding() {
    if (depth > 0) {
      ending.checkExited();
      return;
    }
    ending.check();
    evaluations.checkInterrupted();
  }

  /** Unwinds what is evaluated where that was interrupted. */
  public void interruptEvaluation() {
    evaluations.checkInterrupted();
  }

  /** A wait outside the loop is over. */
  void waited() {
    if (ending.isAsked()) {
      // It may have been ended by an interrupt, which was for the wait alone.
      Thread.interrupted();
    }
    checkEnding();
  }

  /** Ends the evaluations: the loop drains. */
  public void endEvaluations() {
    evaluations.end();
  }

  /** Whether the script was asked to end. */
  public Ending ending() {
    return ending;
  }

  /** The loop's dispatcher. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** How calls of the script wait, as things are now. */
  public Waits waits() {
    return waits;
  }

  /** Endpoints that end while the script does not monitor. */
  public Background background() {
    return background;
  }

  /** Whether the dispatcher gets turns by calls of the script only: it waits, or does not run. */
  boolean isTurnedByCalls() {
    return depth == 0 && monitored == null && waits == blockingWaits;
  }

  /** The callbacks of signals. */
  public ScriptSignals signals() {
    return signals;
  }

  /** Whether others talk to the script while it runs. */
  public boolean isLive() {
    return waits != blockingWaits;
  }

  /** Where the script displays. */
  public Display display() {
    return display;
  }

  /** Where what happens is traced. */
  public Trace trace() {
    return trace;
  }
}
