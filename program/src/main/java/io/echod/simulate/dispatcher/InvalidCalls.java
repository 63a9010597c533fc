package io.echod.simulate.dispatcher;

import static io.echod.simulate.scenario.Violation.check;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.dispatcher.model.NaiveCallback;
import io.echod.simulate.dispatcher.model.NaiveCallback.Kind;
import io.echod.simulate.scenario.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Calls that must be refused, each with the exception that is promised, and change nothing. */
final class InvalidCalls {

  private static final Duration LONG = Duration.ofSeconds(1);

  private final Comparison comparison;
  private final ApiDriver driver;
  private final Dispatcher dispatcher;
  private final Handler nobody =
      (callback, _) -> {
        throw Violation.correctness(callback + " was called, although it was refused");
      };

  InvalidCalls(Comparison comparison, ApiDriver driver) {
    this.comparison = comparison;
    this.driver = driver;
    dispatcher = comparison.dispatcher;
    driver.add("call with wrong reasons", 2, this::wrongReasons);
    driver.add("call with wrong times", 2, this::wrongTimes);
    driver.add("call with a wrong endpoint", 2, this::wrongEndpoint);
    driver.add("wrong call of a callback", 2, this::wrongCallback);
    driver.add("monitor within monitor", 2, this::nested);
    driver.addLasting("call after a close", 2, this::closed);
  }

  private void refused(String what, Class<? extends RuntimeException> with, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException refusal) {
      check(with.isInstance(refusal), what + " was refused with " + refusal);
      return;
    }
    throw Violation.correctness(what + " was not refused");
  }

  private Optional<DriverEndpoint> endpoint(SimRandom random, boolean open) {
    List<DriverEndpoint> some =
        comparison.endpoints.stream().filter(one -> one.isOpen() == open).toList();
    return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.below(some.size())));
  }

  private void wrongReasons(SimRandom random) {
    List<Integer> wrong = List.of(0, Reason.CANCEL, Reason.READ | Reason.FIRE, 64, Reason.IDLE);
    int reasons = wrong.get(random.below(wrong.size()));
    endpoint(random, true)
        .ifPresent(one -> {
          refused(
              "I/O for " + reasons,
              IllegalArgumentException.class,
              () -> dispatcher.onIo(one, reasons, nobody));
          refused(
              "I/O for EXCEPT",
              UnsupportedOperationException.class,
              () -> dispatcher.onIo(one, Reason.EXCEPT | Reason.READ, nobody));
        });
  }

  private void wrongTimes(SimRandom random) {
    double wrong = List.of(-1.0, Double.NaN, Double.POSITIVE_INFINITY).get(random.below(3));
    Class<IllegalArgumentException> refusal = IllegalArgumentException.class;
    refused("after " + wrong, refusal, () -> dispatcher.after(wrong, nobody));
    refused("every " + wrong, refusal, () -> dispatcher.every(1, wrong, nobody));
    refused("every 0", refusal, () -> dispatcher.every(LONG, Duration.ZERO, nobody));
    refused("after -1 ns", refusal, () -> dispatcher.after(Duration.ofNanos(-1), nobody));
  }

  private void wrongEndpoint(SimRandom random) {
    endpoint(random, false)
        .ifPresent(one -> {
          refused(
              "I/O of a closed source",
              IllegalArgumentException.class,
              () -> dispatcher.onIo(one, Reason.READ, nobody));
          refused(
              "a pause of a closed source",
              IllegalArgumentException.class,
              () -> dispatcher.pause(one, Reason.READ));
        });
    endpoint(random, true)
        .filter(one -> one.naive.isWatched())
        .map(DriverEndpoint::source)
        .ifPresent(source ->
            refused(
                "I/O of a source of another endpoint",
                IllegalArgumentException.class,
                () -> dispatcher.onIo(() -> source, Reason.READ, nobody)));
  }

  private void wrongCallback(SimRandom random) {
    twin(random, one -> !one.is(Kind.IO))
        .ifPresent(callback -> {
          refused(
              "the interest of " + callback,
              IllegalStateException.class,
              () -> callback.interest(Reason.READ));
          refused("the endpoint of " + callback, IllegalStateException.class, callback::endpoint);
        });
    twin(random, one -> one.is(Kind.IO) && !one.isRegistered())
        .ifPresent(callback ->
            refused(
                "an interest once cancelled",
                IllegalStateException.class,
                () -> callback.interest(Reason.READ)));
    twin(random, one -> one.is(Kind.IO) && one.isRegistered())
        .ifPresent(callback ->
            refused(
                "an interest in FIRE",
                IllegalArgumentException.class,
                () -> callback.interest(Reason.FIRE)));
  }

  private Optional<Callback> twin(SimRandom random, Predicate<NaiveCallback> which) {
    List<Twin> some = comparison.twins.stream().filter(twin -> which.test(twin.naive)).toList();
    return some.isEmpty()
        ? Optional.empty()
        : Optional.of(some.get(random.below(some.size())).real());
  }

  private void nested(SimRandom random) {
    if (driver.isInside() && comparison.isMonitoring()) {
      refused("monitor within monitor", IllegalStateException.class, dispatcher::monitor);
    }
  }

  private void closed(SimRandom random) {
    if (!dispatcher.isClosed()) {
      return;
    }
    Class<IllegalStateException> refusal = IllegalStateException.class;
    refused("a timer after a close", refusal, () -> dispatcher.after(LONG, nobody));
    refused("an idle task after a close", refusal, () -> dispatcher.whenIdle(nobody));
    refused("monitor after a close", refusal, dispatcher::monitor);
    endpoint(random, true)
        .ifPresent(one ->
            refused("I/O after a close", refusal, () -> dispatcher.onIo(one, Reason.READ, nobody)));
    dispatcher.close();
  }
}
