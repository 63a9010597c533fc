package io.echod.simulate.dispatcher;

import static io.echod.simulate.scenario.Violation.check;

import io.echod.dispatcher.BeforeSleep;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.dispatcher.model.Call;
import io.echod.simulate.dispatcher.model.NaiveCallback;
import io.echod.simulate.scenario.PlannedFailure;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** Posts, defers, wakes, stops, rests, fails and closes. */
final class LoopActions {

  /** The least time that a wait of the simulated kernel takes. */
  private static final long WAIT_NANOS = 1_000;

  private final Comparison comparison;
  private final ApiDriver driver;
  private int tasks;
  private boolean restDue;

  LoopActions(Comparison comparison, ApiDriver driver) {
    this.comparison = comparison;
    this.driver = driver;
    driver.addLasting("post", 5, this::postFew);
    driver.add("post from elsewhere", 6, this::postLater);
    driver.addLasting("defer", 4, this::defer);
    driver.add("wake up", 1, _ -> wakeup());
    driver.add("wake up from elsewhere", 3, this::wakeupLater);
    driver.add("stop", 1, this::stop);
    driver.add("take long", 4, this::takeLong);
    driver.add("take until a timer is due", 2, this::takeUntilDue);
    driver.add("task before a rest", 1, this::beforeRest);
    driver.add("rest is due", 4, _ -> restDue = true);
    driver.addLasting("fail", 3, this::fail);
    driver.add("close the dispatcher", 1, this::close);
  }

  private void postFew(SimRandom random) {
    for (int left = random.chance(0.2) ? random.between(2, 9) : 1; left > 0; left--) {
      post("post " + tasks++);
    }
    if (driver.isInside()) {
      comparison.count("posted during a handler");
    }
  }

  private void post(String name) {
    post(name, driver.task(name));
  }

  /** Posts, as any thread may. */
  private void post(String name, Runnable task) {
    boolean refused = comparison.model.isClosed();
    comparison.network.trace().note(name);
    if (!refused) {
      comparison.model.post(name);
      comparison.wakeup();
    }
    try {
      comparison.dispatcher.post(task);
      check(!refused, name + " was not refused after a close");
    } catch (RejectedExecutionException closed) {
      check(refused, name + " was refused");
    }
  }

  private void postLater(SimRandom random) {
    String name = "post " + tasks++;
    comparison.network.after(later(random), () -> post(name));
  }

  private static long later(SimRandom random) {
    return random.below(1L << random.between(0, 25));
  }

  /** Posts a stop at some later time, so that monitoring without a limit ends. */
  void stopLater(SimRandom random) {
    String name = "post " + tasks++ + ", a stop";
    comparison.network.after(
        later(random),
        () ->
            post(
                name,
                () -> {
                  comparison.called(Call.of(name));
                  stop(random);
                }));
  }

  private void defer(SimRandom random) {
    String name = "defer " + tasks++;
    comparison.model.defer(name);
    comparison.dispatcher.defer(driver.task(name));
  }

  private void wakeup() {
    comparison.wakeup();
    comparison.dispatcher.wakeup();
  }

  private void wakeupLater(SimRandom random) {
    comparison.network.after(later(random), this::wakeup);
  }

  private void stop(SimRandom random) {
    comparison.model.stop();
    comparison.dispatcher.stop();
  }

  private void takeLong(SimRandom random) {
    comparison.network.pass(random.below(1L << random.between(10, 27)));
  }

  /** So that the next turn begins just when an interval ends, or a nanosecond off. */
  private void takeUntilDue(SimRandom random) {
    List<NaiveCallback> timers =
        comparison.model.callbacks().stream().filter(one -> one.intervalNanos() > 0).toList();
    if (!timers.isEmpty()) {
      NaiveCallback timer = timers.get(random.below(timers.size()));
      long atNanos = timer.deadlineNanos() + random.below(4) * timer.intervalNanos();
      long nanos = atNanos - comparison.network.nanoTime() - WAIT_NANOS + random.between(-1, 1);
      comparison.network.pass(Math.clamp(nanos, 0, 1_000_000_000));
    }
  }

  private void beforeRest(SimRandom random) {
    String name = "rest " + tasks++;
    Runnable task = driver.task(name);
    // Some go on being due, as those do that could not do all of it.
    boolean lasting = random.chance(0.1);
    comparison.model.beforeRest(name, () -> restDue);
    comparison.dispatcher.beforeSleep(
        new BeforeSleep() {
          @Override
          public boolean isDue() {
            return restDue;
          }

          @Override
          public void run() {
            restDue = lasting;
            task.run();
          }
        });
  }

  private void fail(SimRandom random) {
    if (!driver.isInside()) {
      return;
    }
    Twin current = driver.current();
    if (current != null && current.endpoint != null && random.chance(0.3)) {
      comparison.close(current.endpoint, false);
      comparison.count("failed as the endpoint expects");
      throw new ExpectedFailure();
    }
    if (!comparison.endpoints.isEmpty() && random.chance(0.3)) {
      throw new OwnedFailure(comparison.endpoints.get(random.below(comparison.endpoints.size())));
    }
    throw new PlannedFailure();
  }

  private void close(SimRandom random) {
    if (random.chance(0.25)) {
      comparison.count("closed by an action");
      comparison.close();
    }
  }
}
