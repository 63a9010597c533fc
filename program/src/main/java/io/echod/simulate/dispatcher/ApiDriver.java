package io.echod.simulate.dispatcher;

import static io.echod.simulate.scenario.Violation.check;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.EndpointFailure;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.dispatcher.model.Call;
import io.echod.simulate.scenario.PlannedFailure;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does random things to a dispatcher and to its model: within every handler and task, which are all
 * of one kind, and between them.
 */
final class ApiDriver implements DriverEndpoint.Reports {

  /** Something to do, drawn from a stream of its own. */
  @FunctionalInterface
  interface Act {
    void act(SimRandom random) throws IOException;
  }

  private record Action(String name, int weight, boolean onceClosed, Act act) {}

  private final Comparison comparison;
  private final Selection selection;
  private final SimRandom random;
  private final int actionsMax;

  /** The most that a handler takes, which differs from seed to seed. */
  private final long paceNanos;

  private final List<Action> actions = new ArrayList<>();
  private int count;
  private int frames;
  private int depth;
  private @Nullable Twin current;

  ApiDriver(Comparison comparison, Selection selection, SimRandom random) {
    this.comparison = comparison;
    this.selection = selection;
    this.random = random;
    SimRandom sizes = random.stream("sizes");
    actionsMax = sizes.between(100, 500);
    paceNanos = sizes.chance(0.3) ? 0 : 1L << sizes.between(0, 23);
  }

  /** Adds something to do; seeds differ in how often they do what, and in what they never do. */
  void add(String name, int weight, Act act) {
    add(name, weight, false, act);
  }

  /** Adds something that makes sense after a close, too. */
  void addLasting(String name, int weight, Act act) {
    add(name, weight, true, act);
  }

  private void add(String name, int weight, boolean onceClosed, Act act) {
    SimRandom weights = random.stream("weight of " + name);
    int factor = weights.chance(0.15) ? (onceClosed ? 1 : 0) : weights.chance(0.15) ? 4 : 1;
    actions.add(new Action(name, weight * factor, onceClosed, act));
  }

  boolean isDone() {
    return count >= actionsMax || frames >= 20 * actionsMax;
  }

  /** A few actions between two monitors. */
  void actOutside() throws IOException {
    SimRandom drawn = random.stream("outside " + count);
    comparison.network.pass(drawn.below(paceNanos + 1));
    act(drawn.between(1, 4));
  }

  Handler handler(Twin twin) {
    return (callback, reason) -> handle(twin, callback, reason);
  }

  private void handle(Twin twin, Callback callback, int reason) {
    long missed = reason == Reason.FIRE ? callback.missed() : 0;
    comparison.called(new Call(twin.naive.name(), reason, missed));
    frame(
        twin,
        failure -> {
          switch (failure) {
            case OwnedFailure owned -> comparison.expectFailureReport(owned.owner);
            case ExpectedFailure _ -> {}
            default -> {
              comparison.model.handlerFailed(twin.naive);
              Optional.ofNullable(twin.endpoint).ifPresent(comparison::expectFailureReport);
            }
          }
        });
  }

  /** The action of a posted or a deferred task. */
  Runnable task(String name) {
    return () -> {
      comparison.called(Call.of(name));
      frame(
          null,
          failure -> {
            if (failure instanceof OwnedFailure owned) {
              comparison.expectFailureReport(owned.owner);
            } else {
              comparison.model.failed();
            }
          });
    };
  }

  /** No handler has made a mistake: the endpoint closes, or lives on. */
  @Override
  public void endpointFailed(DriverEndpoint endpoint, EndpointFailure failure) {
    if (!(failure instanceof OwnedFailure)) {
      comparison.fail(Violation.correctness(endpoint + " was notified of " + failure));
      return;
    }
    comparison.count("failed for an endpoint");
    report(endpoint);
  }

  /** The kernel has reported it as lost, and no callback was called for that. */
  @Override
  public void lost(DriverEndpoint endpoint) {
    comparison.called(Call.of(endpoint.naive.lossName()));
    comparison.count("notified of its loss");
    frame(null, _ -> comparison.model.failed());
  }

  @Override
  public void handlerFailed(DriverEndpoint endpoint, Throwable failure) {
    if (!(failure instanceof PlannedFailure)) {
      comparison.fail(Violation.correctness("a handler of " + endpoint + " threw " + failure));
      return;
    }
    report(endpoint);
  }

  private void report(DriverEndpoint endpoint) {
    frame(
        null,
        _ -> comparison.model.failed(),
        () -> {
          comparison.failureReported(endpoint);
          // Closes as an endpoint does by itself, or lets it live on.
          if (random.stream("failure " + frames).chance(0.7)) {
            comparison.close(endpoint, false);
          }
          act(Math.max(0, random.stream("told " + frames).between(-3, 1)));
        });
  }

  @Override
  public void sourceClosed(DriverEndpoint endpoint) {
    if (endpoint.isOpen()) {
      // Only the end of the dispatcher closes what the driver has not.
      check(comparison.model.isClosed(), endpoint + " was closed, and the dispatcher was not");
      comparison.model.sourceClosed(endpoint.naive);
    }
    frame(null, _ -> comparison.model.failed());
  }

  private void frame(@Nullable Twin twin, Consumer<PlannedFailure> planned) {
    frame(
        twin,
        planned,
        () -> {
          SimRandom drawn = random.stream("frame " + frames);
          comparison.network.pass(drawn.below(paceNanos + 1));
          act(Math.max(0, drawn.between(-1, 3)));
        });
  }

  private interface Body {
    void run() throws IOException;
  }

  private void frame(@Nullable Twin twin, Consumer<PlannedFailure> planned, Body body) {
    Twin before = current;
    current = twin;
    depth++;
    frames++;
    try {
      if (!comparison.hasFailed()) {
        body.run();
      }
    } catch (PlannedFailure failure) {
      planned.accept(failure);
      throw failure;
    } catch (Violation found) {
      comparison.fail(found);
    } catch (RuntimeException | IOException unexpected) {
      comparison.fail(Violation.correctness("a call threw " + unexpected));
    } finally {
      depth--;
      current = before;
      stopOnceDone();
    }
  }

  private void stopOnceDone() {
    if (isDone()) {
      comparison.dispatcher.stop();
      comparison.model.stop();
    }
  }

  private void act(int most) throws IOException {
    for (int done = 0; done < most && mayAct(); done++) {
      int number = count++;
      if (selection.has(number)) {
        SimRandom drawn = random.stream("action " + number);
        Action action = choose(drawn);
        comparison.network.trace().note("action " + number + ": " + action.name);
        comparison.count(action.name);
        action.act.act(drawn);
      }
    }
  }

  private boolean mayAct() {
    // Once it is closed to the end, nothing runs the deferred tasks any more.
    boolean over = comparison.dispatcher.isClosed() && !comparison.isAtWork();
    return !over && !comparison.hasFailed() && !isDone();
  }

  private Action choose(SimRandom drawn) {
    boolean closed = comparison.dispatcher.isClosed();
    List<Action> possible =
        actions.stream().filter(action -> !closed || action.onceClosed).toList();
    int place = drawn.below(possible.stream().mapToInt(Action::weight).sum());
    for (Action action : possible) {
      place -= action.weight;
      if (place < 0) {
        return action;
      }
    }
    throw new IllegalStateException("nothing to do");
  }

  /** Whose handler it is that acts; null outside handlers. */
  @Nullable Twin current() {
    return current;
  }

  /** Whether it is within a handler or a task, so that the dispatcher contains what is thrown. */
  boolean isInside() {
    return depth > 0;
  }
}
