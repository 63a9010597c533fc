package io.echod.scheme;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.endpoint.ScriptDrain;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.live.Live;
import io.echod.scheme.output.Display;
import io.echod.scheme.procedure.Library;
import io.echod.scheme.runtime.ScriptExit;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.runtime.SignalSource;
import io.echod.scheme.script.Loader;
import io.echod.scheme.script.ScriptException;
import io.echod.scheme.script.ScriptFiles;
import io.echod.scheme.standard.StandardProcedures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One script's world: its definitions, its loop, its sockets, its output. Belongs to the thread
 * that opened it, but for {@link #stop} and {@link #later}.
 */
public final class Session implements AutoCloseable {

  final Dispatcher dispatcher;
  final Endpoints endpoints;
  final Definitions definitions;
  private final Display display;
  private final ScriptLoop loop;
  private final Loader loader;
  private final Library library;
  private final StandardProcedures standard;
  private @Nullable Live live;

  /** Opens a session on a kernel of its own. */
  public Session(Kernel.Factory kernels, SessionOptions options) throws IOException {
    display = new Display(options.output(), options.errors());
    definitions = new Definitions(display.port(), display.errorPort());
    dispatcher =
        new Dispatcher(kernels.open(), DispatcherOptions.DEFAULT.withBusyPoll(options.busyPoll()));
    dispatcher.beforeSleep(display);
    loop = new ScriptLoop(dispatcher, display, definitions, options.errors());
    endpoints = new Endpoints(loop);
    loader = new Loader(loop, definitions, options.arguments(), options.watch());
    library = new Library(loop, definitions, endpoints, loader, options.variables());
    standard = new StandardProcedures(definitions);
  }

  /**
   * Runs a script to its end, which may be never.
   *
   * @param file named in messages as it is given here
   * @return the exit code: 0, or what the script gave to {@code exit}
   * @throws ScriptException where it can't be read, compiled or run
   */
  public int load(Path file) throws ScriptException {
    standard.replace();
    loop.begin();
    try {
      loader.load(file);
    } catch (ScriptExit ended) {
      return loop.ending().exitCode();
    } finally {
      display.deliver();
    }
    return loop.ending().exitCode();
  }

  /**
   * Looks a script through without running any of it.
   *
   * @throws ScriptException where anything in it looks wrong, or it can't be read
   */
  public void check(Path file) throws ScriptException {
    ScriptFiles.check(definitions, ScriptFiles.read(file), file.toString());
  }

  /** Makes it one that others talk to while it runs. */
  public Live live() {
    Live made = live;
    if (made == null) {
      standard.replace();
      made = new Live(loop, definitions);
      loop.becomeLive(made);
      live = made;
    }
    return made;
  }

  /** The procedures that scripts find beside Scheme's own: {@code (tcp-fd endpoint)}. */
  public List<String> signatures() {
    return library.signatures();
  }

  /**
   * Where the script is: the callback that is called, or the form at the top level. From any
   * thread, but from others than its own it may be out of date.
   */
  public String place() {
    return loop.place();
  }

  /**
   * An omission that a script that has been loaded, and is not live, seems to have made: one line
   * for its author; empty where nothing looks so.
   */
  public Optional<String> forgotten() {
    return endpoints.forgotten().atEnd();
  }

  /**
   * Gives the script what else a process has.
   *
   * @param signals hands it the signals that it asks for
   * @param input its standard input
   */
  public void connect(SignalSource signals, InputStream input) {
    loop.signals().from(signals);
    endpoints.standardInput().from(input);
    definitions.standardInput(endpoints.standardInput().stream());
  }

  /** Whether it was asked to end by {@link #stop}. From any thread. */
  public boolean isStopped() {
    return loop.ending().isStopped();
  }

  /** Asks the script to end, as a signal does. From any thread. */
  public void stop() {
    loop.stop();
  }

  /**
   * Has something done where the script is asked to end and nothing is being called: for those who
   * end the process, so that no handler of the script's can hold it.
   *
   * @param action is given the exit code; may return, and the script is unwound then
   */
  public void onEnding(IntConsumer action) {
    loop.ending().onEnding(action);
  }

  /**
   * Has the script's own thread write out what was displayed, at the next call of the script,
   * before the process is cut off. From any other thread; waits for it, so long at most.
   */
  public void deliverDisplayed(Duration limit) {
    CompletableFuture<Void> delivered = new CompletableFuture<>();
    definitions
        .interrupts()
        .request(() -> {
          display.deliver();
          delivered.complete(null);
        });
    delivered.completeOnTimeout(null, limit.toNanos(), TimeUnit.NANOSECONDS).join();
  }

  /** Has a task run on the script's thread, outside of callbacks. From any thread. */
  public void later(Runnable task) {
    loop.later(task);
  }

  /**
   * Ends what the script has left open, and writes what is queued; for so long at most. After a
   * {@link #stop}, who waits to be let in is let in and what has come is delivered before.
   */
  public void drain(Duration limit) {
    loop.endEvaluations();
    new ScriptDrain(loop, endpoints, limit).run();
    display.deliver();
  }

  @Override
  public void close() {
    loop.end();
    endpoints.lookups().close();
    dispatcher.close();
    display.close();
  }
}
