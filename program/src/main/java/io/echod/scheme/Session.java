package io.echod.scheme;

import gnu.mapping.Location;
import gnu.mapping.Procedure;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.kernel.Kernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One script's world: its definitions, its loop, its sockets, its output. Belongs to the thread
 * that opened it, but for {@link #stop} and {@link #later}.
 */
public final class Session implements AutoCloseable {

  static final Duration FOREVER = Duration.ofNanos(-1);

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final Duration HELD_INPUT_PAUSE = Duration.ofMillis(5);

  final SessionOptions options;
  final Dispatcher home;
  final Story story;
  final Waits waits = new Waits(this);

  /** One buffer for all connections; whoever uses it says so in {@link #bufferedString}. */
  final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  final byte[] scratch = new byte[BUFFER_BYTES];

  /** The string whose bytes lie in the buffer, from 0 to its limit; null where there is none. */
  @Nullable String bufferedString;

  final Display display;
  final Definitions definitions;
  final Loader loader;
  final Endpoints endpoints = new Endpoints();
  private final Set<IoxDispatcher> dispatchersInUse = new HashSet<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<String> signatures = new ArrayList<>();
  private int depth;
  private long calls;
  private boolean exited;
  int exitCode;
  private @Nullable IoxDispatcher monitored;
  @Nullable Live live;

  /** Asked to end from outside, by a signal. */
  private volatile boolean stopped;

  private IntConsumer endingAction = _ -> {};

  /** The callback that was called last. */
  private @Nullable IoxCallback called;

  /** Asked to end: by a signal, or by the script. */
  private volatile boolean ending;

  /** Opens a session on a kernel of its own. */
  public Session(Kernel.Factory kernels, SessionOptions options) throws IOException {
    this.options = options;
    display = new Display(options.output(), options.errors());
    story = display.story();
    definitions = new Definitions(display.port(), display.errorPort());
    loader = new Loader(this);
    home =
        new Dispatcher(kernels.open(), DispatcherOptions.DEFAULT.withBusyPoll(options.busyPoll()));
    home.beforeSleep(display);
    IoxProcedures.define(this);
    TcpProcedures.define(this);
    LineProcedures.define(this);
    NetProcedures.define(this);
    SystemProcedures.define(this);
  }

  /**
   * Runs a script to its end, which may be never.
   *
   * @param file named in messages as it is given here
   * @return the exit code: 0, or what the script gave to {@code exit}
   * @throws ScriptException where it can't be read, compiled or run
   */
  public int load(Path file) throws ScriptException {
    try {
      loader.load(file);
    } catch (ScriptExit ended) {
      return exitCode;
    } finally {
      deliverOutput();
    }
    return exitCode;
  }

  /**
   * Looks a script through without running any of it.
   *
   * @throws ScriptException where anything in it looks wrong, or it can't be read
   */
  public void check(Path file) throws ScriptException {
    Sources.check(definitions, Sources.read(file), file.toString());
  }

  /** Makes it one that others talk to while it runs. */
  public Live live() {
    if (live == null) {
      live = new Live(this);
    }
    return live;
  }

  /** The procedures that scripts find beside Scheme's own: {@code (tcp-fd endpoint)}. */
  public List<String> signatures() {
    return List.copyOf(signatures);
  }

  /** Monitors until the dispatcher has nothing registered any more, or the limit has passed. */
  boolean monitor(IoxDispatcher dispatcher, Duration limit) {
    if (depth > 0) {
      throw new SchemeError(
          "iox-monitor: called from within a callback; the dispatcher is being monitored already");
    }
    if (live != null && live.isEvaluating() && limit.isNegative() && !dispatcher.isEmpty()) {
      live.note("; the dispatcher runs beside the prompt already");
      return true;
    }
    if (live != null) {
      live.settle();
    }
    long deadline = waits.deadline(limit);
    IoxDispatcher outer = monitored;
    monitored = dispatcher;
    display.holdsNobody(true);
    // What callbacks display meanwhile is not for whoever has typed this.
    Output.Target target = display.redirectToOwn();
    try {
      if (dispatcher.isEmpty()) {
        // Somebody may wait to be told of a cancel.
        home.monitor(Duration.ZERO);
        checkEnding();
      }
      do {
        // Before the wait: the wake-up of a task may have been used up together with another.
        runTasks();
        checkEnding();
        if (dispatcher.isEmpty()) {
          break;
        }
        home.monitor(waits.left(limit, deadline));
        checkEnding();
      } while (limit.isNegative() || !waits.left(limit, deadline).isZero());
    } finally {
      monitored = outer;
      display.holdsNobody(outer != null);
      display.redirect(target);
    }
    deliverOutput();
    return !dispatcher.isEmpty();
  }

  /** A dispatcher has its first callback. */
  void used(IoxDispatcher dispatcher) {
    dispatchersInUse.add(dispatcher);
  }

  /** A dispatcher has no callback left: the loop need not go on for it. */
  void unused(IoxDispatcher dispatcher) {
    dispatchersInUse.remove(dispatcher);
    if (dispatcher.equals(monitored)) {
      home.stop();
    }
  }

  void runTasks() {
    while (live == null || live.mayBegin()) {
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

  /** Called before each call of a callback. */
  void enter(IoxCallback callback) {
    depth++;
    called = callback;
    calls++;
  }

  /** Called after it. */
  void leave() {
    depth--;
  }

  /**
   * Where the script is: the callback that is called, or the form at the top level. From any
   * thread, but from others than its own it may be out of date.
   */
  public String place() {
    IoxCallback callback = called;
    return depth > 0 && callback != null ? callback.place() : definitions.formPlace();
  }

  /** Tells one call of a callback from another. */
  long callNumber() {
    return calls;
  }

  /** Whether the script has called {@code exit}: nothing of it runs any more. */
  boolean hasExited() {
    return exited;
  }

  /** Whether a callback is being called: then nothing may wait. */
  boolean isInCallback() {
    return depth > 0;
  }

  /** A callback has thrown: tells the author, ends what was at fault, and goes on. */
  void failed(IoxCallback callback, Throwable failure) {
    if (failure instanceof ScriptExit) {
      return;
    }
    deliverOutput();
    String what = Mistakes.describe(failure, callback.place());
    String fate = callback.fail();
    tell(what + " (in " + callback.label() + "; " + fate + ")");
  }

  /** Tells the author, or whoever runs the script, what it said in bytes. */
  void tell(String message) {
    options.errors().accept(ByteStrings.toText(message));
  }

  /** The script asks to end. */
  ScriptExit exit(int code) {
    if (live != null && depth == 0 && !live.exitEndsSession()) {
      return new ScriptExit();
    }
    exitCode = code;
    exited = true;
    ending = true;
    home.stop();
    return new ScriptExit();
  }

  /** Asks the script to end, as a signal does. From any thread. */
  public void stop() {
    stopped = true;
    ending = true;
    wake();
    waits.end();
  }

  /** Has whoever runs the loop look whether it is to go on. From any thread. */
  void wake() {
    try {
      home.post(home::stop);
    } catch (RejectedExecutionException ended) {
      // Nobody monitors any more.
    }
  }

  /**
   * Has something done where the script is asked to end and nothing is being called: for those who
   * end the process, so that no handler of the script's can hold it.
   *
   * @param action is given the exit code; may return, and the script is unwound then
   */
  public void onEnding(IntConsumer action) {
    endingAction = action;
  }

  /** Unwinds the script where it was asked to end, or what is evaluated where that was. */
  void checkEnding() {
    if (depth > 0) {
      checkExited();
      return;
    }
    if (ending) {
      IntConsumer action = endingAction;
      endingAction = _ -> {};
      action.accept(exitCode);
      throw new ScriptExit();
    }
    if (live != null) {
      live.checkInterrupted();
    }
  }

  /** Unwinds the script where it has called {@code exit}. */
  void checkExited() {
    if (exited) {
      throw new ScriptExit();
    }
  }

  /** A wait outside the loop is over. */
  void waited() {
    if (ending) {
      // It may have been ended by an interrupt, which was for the wait alone.
      Thread.interrupted();
    }
    checkEnding();
  }

  @Nullable Location<?> definitionOf(Procedure procedure) {
    return definitions.locationOf(procedure);
  }

  void define(String signature, Builtin.Body body) {
    Builtin procedure = new Builtin(this, signature, body);
    definitions.define(procedure.getName(), procedure);
    signatures.add(procedure.signature().text());
  }

  void define(String name, Object value) {
    definitions.define(name, value);
  }

  /** What a name is defined as at the top level; null where it is not. */
  @Nullable Object valueOf(String name) {
    return definitions.valueOf(name);
  }

  /** Writes out what the script has displayed. */
  void deliverOutput() {
    display.deliver();
  }

  /** Has a task run on the script's thread, outside of callbacks. From any thread. */
  public void later(Runnable task) {
    tasks.add(task);
    wake();
  }

  /**
   * Ends what the script has left open, and writes what is queued; for so long at most. After a
   * {@link #stop}, who waits to be let in is let in and what has come is delivered before.
   */
  public void drain(Duration limit) {
    if (live != null) {
      live.end();
    }
    long deadline = waits.deadline(limit);
    if (stopped) {
      // The signal may have found a wait that was just over.
      Thread.interrupted();
      deliverInput(limit, deadline);
    }
    List.copyOf(dispatchersInUse).forEach(IoxDispatcher::cancelAll);
    // Who asked for it is told of the cancel; what it begins then goes no further.
    home.monitor(Duration.ZERO);
    exited = true;
    List.copyOf(dispatchersInUse).forEach(IoxDispatcher::cancelAll);
    endpoints.inUse().forEach(TcpEndpoint::end);
    home.monitor(waits.left(limit, deadline));
    deliverOutput();
  }

  private void deliverInput(Duration limit, long deadline) {
    long before;
    boolean held;
    do {
      before = calls;
      home.monitor(Duration.ZERO);
      held = endpoints.inUse().stream().anyMatch(TcpEndpoint::owesInput);
      if (held && calls == before) {
        // Its peer has to take the answers to what came before.
        home.monitor(HELD_INPUT_PAUSE);
      }
    } while (!exited && (held || calls > before) && !waits.left(limit, deadline).isZero());
  }

  @Override
  public void close() {
    home.close();
    display.close();
  }
}
