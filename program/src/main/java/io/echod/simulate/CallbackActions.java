package io.echod.simulate;

import static io.echod.simulate.NaiveDispatcher.check;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.sim.SimRandom;
import io.echod.simulate.NaiveCallback.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Registers callbacks, changes and cancels them. */
final class CallbackActions {

  private static final int REGISTERED_MAX = 40;

  private final Bench bench;
  private final ApiDriver driver;

  CallbackActions(Bench bench, ApiDriver driver) {
    this.bench = bench;
    this.driver = driver;
    driver.add("on I/O", 12, this::onIo);
    driver.add("after", 8, this::after);
    driver.add("every", 5, this::every);
    driver.add("when idle", 3, this::whenIdle);
    driver.addLasting("cancel", 8, random -> any(random).ifPresent(this::cancel));
    driver.add("cancel a few", 2, this::cancelFew);
    driver.add("cancel and register again", 4, this::again);
    driver.add("interest", 6, this::interest);
    driver.add("notify of cancel", 3, this::notifyCancel);
  }

  private void onIo(SimRandom random) {
    List<DriverEndpoint> open = bench.endpoints.stream().filter(DriverEndpoint::isOpen).toList();
    if (!open.isEmpty()) {
      onIo(open.get(random.below(open.size())), random);
    }
  }

  void onIo(DriverEndpoint endpoint, SimRandom random) {
    int interest = random.chance(0.6) ? Reason.READ : random.between(1, 3);
    int reasons = interest | (random.chance(0.5) ? Reason.CANCEL : 0);
    if (mayRegister()) {
      Twin twin = new Twin(bench.model.onIo(endpoint.naive, reasons), endpoint);
      registered(twin, bench.dispatcher.onIo(endpoint, reasons, driver.handler(twin)));
    }
  }

  private boolean mayRegister() {
    return bench.model.callbacks.size() < REGISTERED_MAX;
  }

  private void registered(Twin twin, Callback real) {
    twin.real(real);
    bench.twins.add(twin);
  }

  private void after(SimRandom random) {
    if (!mayRegister()) {
      return;
    }
    // Parts of a second that a double holds exactly, or a span that is longer than any.
    long parts = random.chance(0.3) ? 0 : random.below(1 << random.between(1, 9));
    boolean endless = random.chance(0.02);
    long delayNanos = endless ? Long.MAX_VALUE / 2 : parts * 1_953_125;
    Twin twin = new Twin(bench.model.timer(bench.network.nanoTime() + delayNanos, 0), null);
    registered(
        twin,
        endless
            ? bench.dispatcher.after(Duration.ofDays(365_000), driver.handler(twin))
            : random.chance(0.5)
                ? bench.dispatcher.after(parts / 512.0, driver.handler(twin))
                : bench.dispatcher.after(Duration.ofNanos(delayNanos), driver.handler(twin)));
  }

  /** One, or a few that meet again and again, as their intervals are multiples of one. */
  private void every(SimRandom random) {
    long delayNanos = random.chance(0.3) ? -1 : random.below(1L << random.between(0, 25));
    long intervalNanos = 100_000 + random.below(1L << random.between(0, 27));
    for (int left = random.chance(0.6) ? 1 : random.between(2, 4); left > 0; left--) {
      every(delayNanos, intervalNanos * random.between(1, 2));
    }
  }

  private void every(long delayNanos, long intervalNanos) {
    if (!mayRegister()) {
      return;
    }
    long first = delayNanos < 0 ? intervalNanos : delayNanos;
    Twin twin = new Twin(bench.model.timer(bench.network.nanoTime() + first, intervalNanos), null);
    registered(
        twin,
        bench.dispatcher.every(
            Duration.ofNanos(delayNanos), Duration.ofNanos(intervalNanos), driver.handler(twin)));
  }

  private void whenIdle(SimRandom random) {
    if (mayRegister()) {
      Twin twin = new Twin(bench.model.whenIdle(), null);
      registered(twin, bench.dispatcher.whenIdle(driver.handler(twin)));
    }
  }

  /** The one whose handler it is, one of those registered, or one of those that are not. */
  private Optional<Twin> any(SimRandom random) {
    Twin current = driver.current();
    if (current != null && random.chance(0.3)) {
      return Optional.of(current);
    }
    boolean live = random.chance(0.8);
    List<Twin> some = bench.twins.stream().filter(twin -> twin.naive.registered == live).toList();
    return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.below(some.size())));
  }

  void cancel(Twin twin) {
    boolean awaited = bench.model.isAwaited(twin.naive);
    boolean expected = bench.model.cancel(twin.naive);
    bench.network.trace().note("cancel " + twin);
    check(twin.real().cancel() == expected, "cancel of " + twin + " returned " + !expected);
    if (!expected) {
      bench.count("cancelled what was not registered");
    } else if (awaited) {
      bench.count(
          twin.naive.is(Kind.TIMER)
              ? "cancelled a timer that is due"
              : "cancelled while ready in the same round");
    }
  }

  private void cancelFew(SimRandom random) {
    for (int left = random.between(2, 8); left > 0; left--) {
      any(random).ifPresent(this::cancel);
    }
  }

  private void again(SimRandom random) {
    any(random)
        .ifPresent(twin -> {
          cancel(twin);
          switch (twin.naive.kind) {
            case IO -> {
              if (twin.endpoint != null && twin.endpoint.isOpen()) {
                onIo(twin.endpoint, random);
              }
            }
            case TIMER -> after(random);
            case IDLE -> whenIdle(random);
          }
        });
  }

  private void interest(SimRandom random) {
    List<Twin> some =
        bench.twins.stream()
            .filter(twin -> twin.naive.is(Kind.IO) && twin.naive.registered)
            .toList();
    if (!some.isEmpty()) {
      Twin twin = some.get(random.below(some.size()));
      int reasons = random.below(4);
      twin.naive.interest = reasons;
      twin.real().interest(reasons);
      bench.network.trace().note(twin + " waits for " + Reason.describe(reasons));
    }
  }

  private void notifyCancel(SimRandom random) {
    any(random)
        .ifPresent(twin -> {
          twin.naive.tellsCancel = true;
          check(
              twin.real().notifyCancel().isRegistered() == twin.naive.registered,
              twin + " is not registered as it should be");
        });
  }
}
