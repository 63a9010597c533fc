package io.echod.scheme.live;

import gnu.mapping.Values;
import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.language.KnownName;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.message.Places;
import io.echod.scheme.output.Target;
import io.echod.scheme.runtime.Evaluations;
import io.echod.scheme.runtime.ScriptExit;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.text.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A session that others talk to while its loop runs. Forms that they type are evaluated between two
 * turns; where one has to wait, the loop goes on meanwhile, and forms of others are evaluated on
 * top of it: the one that waits goes on after those, the last one first.
 *
 * <p>Belongs to the session's thread, but for {@link #evaluate} and {@link #names}.
 */
public final class Live implements Evaluations {

  static {
    Places.addEdge(Live.class);
  }

  /** Evaluations on top of each other; more have to wait for one of these. */
  private static final int NESTED_MAX = 32;

  private static final Duration LONG = Duration.ofDays(36_500);

  private final ScriptLoop loop;
  private final Definitions definitions;
  private final List<Runnable> endings = new ArrayList<>();

  /** With nothing registered the loop would not wait, but end. */
  private final Callback keepAlive;

  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private @Nullable Evaluation current;
  private int nested;

  /** Makes the script that runs on a loop one that others talk to. */
  public Live(ScriptLoop loop, Definitions definitions) {
    this.loop = loop;
    this.definitions = definitions;
    keepAlive = loop.dispatcher().every(LONG, LONG, (_, _) -> {}).name("wait for what is typed");
  }

  /** Has forms evaluated, soon, behind those handed in before. From any thread. */
  public Evaluation evaluate(Entry entry) {
    Evaluation evaluation = new Evaluation(loop, definitions.interrupts(), entry);
    loop.later(() -> begin(evaluation));
    return evaluation;
  }

  /**
   * Runs the loop until the session is asked to end.
   *
   * @return the exit code: 0, or what was given to {@code exit}
   */
  public int run() {
    settle();
    return loop.run();
  }

  /** The loop's dispatcher. */
  Dispatcher dispatcher() {
    return loop.dispatcher();
  }

  /** Has something done before the session drains. */
  void onEnd(Runnable ending) {
    endings.add(ending);
  }

  @Override
  public void end() {
    keepAlive.cancel();
    endings.forEach(Runnable::run);
  }

  /**
   * Completed once the script has been loaded, or monitors; on the session's thread.
   *
   * @return what others may wait for, from any thread
   */
  public CompletableFuture<Void> settled() {
    return settled;
  }

  @Override
  public void settle() {
    settled.complete(null);
  }

  /** Names that can be completed at the prompt, in no order. From any thread. */
  public CompletableFuture<List<KnownName>> names() {
    CompletableFuture<List<KnownName>> names = new CompletableFuture<>();
    loop.dispatcher().post(() -> names.complete(definitions.names()));
    return names;
  }

  @Override
  public boolean mayBegin() {
    return nested < NESTED_MAX;
  }

  @Override
  public boolean isEvaluating() {
    return current != null;
  }

  @Override
  public boolean exitEndsSession() {
    return current == null || current.entry().asker().exitEndsSession();
  }

  @Override
  public void note(String line) {
    if (current != null) {
      loop.display().deliver();
      current.entry().asker().note(line);
    }
  }

  @Override
  public void checkInterrupted() {
    if (current != null) {
      current.checkInterrupted();
    }
  }

  private void begin(Evaluation evaluation) {
    Asker asker = evaluation.entry().asker();
    Evaluation outer = current;
    Target target = new Target(asker.output(), asker.isMidLine());
    Target outerTarget = loop.display().redirect(target);
    current = evaluation;
    nested++;
    Asker.Outcome outcome = Asker.Outcome.FAILED;
    try {
      outcome = evaluate(evaluation, target);
    } finally {
      nested--;
      current = outer;
      if (nested == 0) {
        definitions.interrupts().clear();
      }
      loop.display().redirect(outerTarget);
      // In any case, it may type on.
      asker.done(outcome, target.isMidLine());
    }
  }

  private Asker.Outcome evaluate(Evaluation evaluation, Target target) {
    Entry entry = evaluation.entry();
    try {
      evaluation.checkInterrupted();
      definitions.evaluate(entry.text(), Entry.PLACE, entry.line(), value -> print(value, target));
      return Asker.Outcome.DONE;
    } catch (ScriptExit ended) {
      return Asker.Outcome.LEFT;
    } catch (Interruption interruption) {
      loop.display().deliver();
      entry.asker().error(Entry.PLACE + ":" + entry.line() + ": interrupted");
      return Asker.Outcome.FAILED;
    } catch (Throwable failure) {
      loop.display().deliver();
      entry.asker().error(Mistakes.describe(failure, Entry.PLACE + ":" + entry.line()));
      return Asker.Outcome.FAILED;
    }
  }

  private void print(Object value, Target target) {
    Object[] values =
        value instanceof Values<?> several ? several.getValues() : new Object[] {value};
    for (Object each : values) {
      String text = Written.whole(each);
      loop.display().deliver();
      loop.display().show((target.isMidLine() ? "\n" : "") + text + "\n");
    }
    loop.display().deliver();
  }
}
