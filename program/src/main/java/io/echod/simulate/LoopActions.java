package io.echod.simulate;

import static io.echod.simulate.NaiveDispatcher.check;

import io.echod.dispatcher.BeforeSleep;
import io.echod.dispatcher.sim.SimRandom;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** Posts, defers, wakes, stops, rests, fails and closes. */
final class LoopActions {

  /** What a wait of the simulated kernel takes at least. */
  private static final long WAIT_NANOS = 1_000;

  private final Bench bench;
  private final ApiDriver driver;
  private int tasks;
  private boolean restDue;

  LoopActions(Bench bench, ApiDriver driver) {
    this.bench = bench;
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
      bench.count("posted during a handler");
    }
  }

  private void post(String name) {
    post(name, driver.task(name));
  }

  /** Posts, on behalf of whatever thread. */
  private void post(String name, Runnable task) {
    boolean refused = bench.model.isClosed();
    bench.network.trace().note(name);
    if (!refused) {
      bench.model.post(name);
      bench.wakeup();
    }
    try {
      bench.dispatcher.post(task);
      check(!refused, name + " was not refused after a close");
    } catch (RejectedExecutionException closed) {
      check(refused, name + " was refused");
    }
  }

  private void postLater(SimRandom random) {
    String name = "post " + tasks++;
    bench.network.after(later(random), () -> post(name));
  }

  private static long later(SimRandom random) {
    return random.below(1L << random.between(0, 25));
  }

  /** Has somebody post a stop, so that monitoring without a limit ends. */
  void stopLater(SimRandom random) {
    String name = "post " + tasks++ + ", a stop";
    bench.network.after(
        later(random),
        () ->
            post(
                name,
                () -> {
                  bench.called(Call.of(name));
                  stop(random);
                }));
  }

  private void defer(SimRandom random) {
    String name = "defer " + tasks++;
    bench.model.defer(name);
    bench.dispatcher.defer(driver.task(name));
  }

  private void wakeup() {
    bench.wakeup();
    bench.dispatcher.wakeup();
  }

  private void wakeupLater(SimRandom random) {
    bench.network.after(later(random), this::wakeup);
  }

  private void stop(SimRandom random) {
    bench.model.stop();
    bench.dispatcher.stop();
  }

  private void takeLong(SimRandom random) {
    bench.network.pass(random.below(1L << random.between(10, 27)));
  }

  /** So that the next turn begins just when an interval ends, or a nanosecond off. */
  private void takeUntilDue(SimRandom random) {
    List<NaiveCallback> timers =
        bench.model.callbacks.stream().filter(one -> one.intervalNanos > 0).toList();
    if (!timers.isEmpty()) {
      NaiveCallback timer = timers.get(random.below(timers.size()));
      long atNanos = timer.deadlineNanos + random.below(4) * timer.intervalNanos;
      long nanos = atNanos - bench.network.nanoTime() - WAIT_NANOS + random.between(-1, 1);
      bench.network.pass(Math.clamp(nanos, 0, 1_000_000_000));
    }
  }

  private void beforeRest(SimRandom random) {
    String name = "rest " + tasks++;
    Runnable task = driver.task(name);
    // Some go on being due, as those do that could not do all of it.
    boolean lasting = random.chance(0.1);
    bench.model.beforeRest(name, () -> restDue);
    bench.dispatcher.beforeSleep(
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
      bench.close(current.endpoint, false);
      bench.count("failed as the endpoint expects");
      throw new PlannedFailure(true);
    }
    if (!bench.endpoints.isEmpty() && random.chance(0.3)) {
      throw new OwnedFailure(bench.endpoints.get(random.below(bench.endpoints.size())));
    }
    throw new PlannedFailure(false);
  }

  private void close(SimRandom random) {
    if (random.chance(0.25)) {
      bench.count("closed by an action");
      bench.close();
    }
  }
}
