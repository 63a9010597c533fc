package io.echod.scheme;

import gnu.mapping.Values;
import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Reason;
import io.echod.scheme.language.KnownName;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.message.Places;
import io.echod.scheme.output.Target;
import io.echod.scheme.text.Written;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A session that others talk to while its loop runs. What they type is evaluated between two turns;
 * where that has to wait, the loop goes on meanwhile, and what others type then is evaluated on top
 * of it: the one that waits goes on after those, the last one first.
 *
 * <p>Belongs to the session's thread, but for {@link #evaluate} and {@link #names}.
 */
public final class Live {

  static {
    Places.addEdge(Live.class);
  }

  /** Evaluations on top of each other; more have to wait for one of these. */
  private static final int NESTED_MAX = 32;

  private static final Duration LONG = Duration.ofDays(36_500);

  private final Session session;
  private final List<Runnable> endings = new ArrayList<>();

  /** With nothing registered the loop would not wait, but end. */
  private final Callback keepAlive;

  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private @Nullable Evaluation current;
  private int nested;

  Live(Session session) {
    this.session = session;
    keepAlive = session.home.every(LONG, LONG, (_, _) -> {}).name("wait for what is typed");
  }

  /** Has forms evaluated, soon, behind those handed in before. From any thread. */
  public Evaluation evaluate(Entry entry) {
    Evaluation evaluation = new Evaluation(session, entry);
    session.later(() -> begin(evaluation));
    return evaluation;
  }

  /**
   * Runs the loop until the session is asked to end.
   *
   * @return the exit code: 0, or what was given to {@code exit}
   */
  public int run() {
    settle();
    try {
      while (true) {
        session.runTasks();
        session.checkEnding();
        session.home.monitor();
      }
    } catch (ScriptExit ended) {
      return session.exitCode;
    }
  }

  /** Has something done before the session drains. */
  void onEnd(Runnable ending) {
    endings.add(ending);
  }

  void end() {
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

  void settle() {
    settled.complete(null);
  }

  /** What can be completed at the prompt, in no order. From any thread. */
  public CompletableFuture<List<KnownName>> names() {
    CompletableFuture<List<KnownName>> names = new CompletableFuture<>();
    session.home.post(() -> names.complete(session.definitions.names()));
    return names;
  }

  boolean mayBegin() {
    return nested < NESTED_MAX;
  }

  boolean isEvaluating() {
    return current != null;
  }

  boolean exitEndsSession() {
    return current == null || current.entry().asker().exitEndsSession();
  }

  /** Tells whoever has the present forms evaluated. */
  void note(String line) {
    if (current != null) {
      session.deliverOutput();
      current.entry().asker().note(line);
    }
  }

  void checkInterrupted() {
    if (current != null) {
      current.checkInterrupted();
    }
  }

  private void begin(Evaluation evaluation) {
    Asker asker = evaluation.entry().asker();
    Evaluation outer = current;
    Target target = new Target(asker.output(), asker.isMidLine());
    Target outerTarget = session.display.redirect(target);
    current = evaluation;
    nested++;
    Asker.Outcome outcome;
    try {
      outcome = evaluate(evaluation, target);
    } finally {
      nested--;
      current = outer;
      session.display.redirect(outerTarget);
    }
    asker.done(outcome, target.isMidLine());
  }

  private Asker.Outcome evaluate(Evaluation evaluation, Target target) {
    Entry entry = evaluation.entry();
    try {
      evaluation.checkInterrupted();
      session.definitions.evaluate(
          entry.text(), Entry.PLACE, entry.line(), value -> print(value, target));
      return Asker.Outcome.DONE;
    } catch (ScriptExit ended) {
      return Asker.Outcome.LEFT;
    } catch (Interruption interruption) {
      session.deliverOutput();
      entry.asker().error(Entry.PLACE + ":" + entry.line() + ": interrupted");
      return Asker.Outcome.FAILED;
    } catch (Throwable failure) {
      session.deliverOutput();
      entry.asker().error(Mistakes.describe(failure, Entry.PLACE + ":" + entry.line()));
      return Asker.Outcome.FAILED;
    }
  }

  private void print(Object value, Target target) {
    Object[] values =
        value instanceof Values<?> several ? several.getValues() : new Object[] {value};
    for (Object each : values) {
      String text = Written.whole(each);
      session.deliverOutput();
      session.display.show((target.isMidLine() ? "\n" : "") + text + "\n");
    }
    session.deliverOutput();
  }

  /** A condition that something at an endpoint brings about. */
  interface Condition {

    /** Whether it is so now. */
    boolean holds() throws IOException;
  }

  /** Runs the loop until the condition holds; false where the time is over before. */
  boolean until(Endpoint endpoint, int reasons, Duration timeout, Condition condition)
      throws IOException {
    long deadline = session.waits.deadline(timeout);
    while (!condition.holds()) {
      Duration left = session.waits.left(timeout, deadline);
      if (left.isZero()) {
        return false;
      }
      await(endpoint, reasons, left);
    }
    return true;
  }

  /** Runs the loop until something holds at the endpoint, or it is closed, or the time is over. */
  void await(Endpoint endpoint, int reasons, Duration limit) {
    boolean[] woken = {false};
    Callback callback =
        session.home.onIo(
            endpoint,
            reasons | Reason.CANCEL,
            (registration, _) -> {
              // At once, or it would be called in every turn until the one who waits is back.
              registration.cancel();
              woken[0] = true;
              session.home.stop();
            });
    long deadline = session.waits.deadline(limit);
    Target target = session.display.redirectToOwn();
    try {
      for (Duration left = limit; !woken[0] && !left.isZero(); ) {
        // Before the wait, too: the wake-up of a task may have been used up together with another.
        session.runTasks();
        session.checkEnding();
        if (!woken[0]) {
          session.home.monitor(left);
        }
        left = session.waits.left(limit, deadline);
      }
    } finally {
      callback.cancel();
      session.display.redirect(target);
    }
  }
}
