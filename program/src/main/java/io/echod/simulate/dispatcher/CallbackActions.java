package io.echod.simulate.dispatcher;

import static io.echod.simulate.scenario.Violation.check;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.dispatcher.model.NaiveCallback.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Registers callbacks, changes and cancels them. */
final class CallbackActions {

  private static final int REGISTERED_MAX = 40;

  private final Comparison comparison;
  private final ApiDriver driver;

  CallbackActions(Comparison comparison, ApiDriver driver) {
    this.comparison = comparison;
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
    List<DriverEndpoint> open =
        comparison.endpoints.stream().filter(DriverEndpoint::isOpen).toList();
    if (!open.isEmpty()) {
      onIo(open.get(random.below(open.size())), random);
    }
  }

  void onIo(DriverEndpoint endpoint, SimRandom random) {
    int interest = random.chance(0.6) ? Reason.READ : random.between(1, 3);
    int reasons = interest | (random.chance(0.5) ? Reason.CANCEL : 0);
    if (mayRegister()) {
      Twin twin = new Twin(comparison.model.onIo(endpoint.naive, reasons), endpoint);
      registered(twin, comparison.dispatcher.onIo(endpoint, reasons, driver.handler(twin)));
    }
  }

  private boolean mayRegister() {
    return comparison.model.callbacks().size() < REGISTERED_MAX;
  }

  private void registered(Twin twin, Callback real) {
    twin.real(real);
    comparison.twins.add(twin);
  }

  private void after(SimRandom random) {
    if (!mayRegister()) {
      return;
    }
    // Parts of a second that a double holds exactly, or a span that is longer than any.
    long parts = random.chance(0.3) ? 0 : random.below(1 << random.between(1, 9));
    boolean endless = random.chance(0.02);
    long delayNanos = endless ? Long.MAX_VALUE / 2 : parts * 1_953_125;
    Twin twin =
        new Twin(comparison.model.timer(comparison.network.nanoTime() + delayNanos, 0), null);
    registered(
        twin,
        endless
            ? comparison.dispatcher.after(Duration.ofDays(365_000), driver.handler(twin))
            : random.chance(0.5)
                ? comparison.dispatcher.after(parts / 512.0, driver.handler(twin))
                : comparison.dispatcher.after(Duration.ofNanos(delayNanos), driver.handler(twin)));
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
    Twin twin =
        new Twin(
            comparison.model.timer(comparison.network.nanoTime() + first, intervalNanos), null);
    registered(
        twin,
        comparison.dispatcher.every(
            Duration.ofNanos(delayNanos), Duration.ofNanos(intervalNanos), driver.handler(twin)));
  }

  private void whenIdle(SimRandom random) {
    if (mayRegister()) {
      Twin twin = new Twin(comparison.model.whenIdle(), null);
      registered(twin, comparison.dispatcher.whenIdle(driver.handler(twin)));
    }
  }

  /** The one whose handler it is, one of those registered, or one of those that are not. */
  private Optional<Twin> any(SimRandom random) {
    Twin current = driver.current();
    if (current != null && random.chance(0.3)) {
      return Optional.of(current);
    }
    boolean live = random.chance(0.8);
    List<Twin> some =
        comparison.twins.stream().filter(twin -> twin.naive.isRegistered() == live).toList();
    return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.below(some.size())));
  }

  void cancel(Twin twin) {
    boolean awaited = comparison.model.isAwaited(twin.naive);
    boolean expected = comparison.model.cancel(twin.naive);
    comparison.network.trace().note("cancel " + twin);
    check(twin.real().cancel() == expected, "cancel of " + twin + " returned " + !expected);
    if (!expected) {
      comparison.count("cancelled what was not registered");
    } else if (awaited) {
      comparison.count(
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
          switch (twin.naive.kind()) {
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
        comparison.twins.stream()
            .filter(twin -> twin.naive.is(Kind.IO) && twin.naive.isRegistered())
            .toList();
    if (!some.isEmpty()) {
      Twin twin = some.get(random.below(some.size()));
      int reasons = random.below(4);
      twin.naive.interest(reasons);
      twin.real().interest(reasons);
      comparison.network.trace().note(twin + " waits for " + Reason.describe(reasons));
    }
  }

  private void notifyCancel(SimRandom random) {
    any(random)
        .ifPresent(twin -> {
          twin.naive.noticeCancel();
          check(
              twin.real().notifyCancel().isRegistered() == twin.naive.isRegistered(),
              twin + " is not registered as it should be");
        });
  }
}
