package io.echod.simulate.dispatcher;

import static io.echod.simulate.scenario.Violation.check;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.World;
import java.io.IOException;
import java.time.Duration;

/**
 * A dispatcher beside a naive model of it: random calls on both, from within handlers and between
 * them, while sources become ready, end and fail. Both must call the same handlers in the same
 * order.
 */
public final class DispatcherWorld implements World {

  private final Scenario scenario;
  private final SimRandom random;
  private final SimNetwork network;
  private final Comparison comparison;
  private final ApiDriver driver;
  private final DriverPeers peers;
  private final CallbackActions callbacks;
  private final LoopActions loop;

  /** Draws it; {@link #run} begins it. */
  public DispatcherWorld(Scenario scenario, Tally tally) {
    this.scenario = scenario;
    random = new SimRandom(scenario.seed()).stream("dispatcher world");
    network = new SimNetwork(options(scenario));
    SimRandom limits = random.stream("limits");
    DispatcherOptions options =
        new DispatcherOptions(
            limits.chance(0.5) ? limits.between(1, 4) : DispatcherOptions.DEFAULT.tasksPerTurnMax(),
            limits.below(1L << limits.between(0, 24)),
            BusyPoll.OFF);
    comparison = new Comparison(network, options, tally);
    driver = new ApiDriver(comparison, scenario.actions(), random);
    peers = new DriverPeers(network, random);
    callbacks = new CallbackActions(comparison, driver);
    loop = new LoopActions(comparison, driver);
    new InvalidCalls(comparison, driver);
  }

  /** A small world's latencies are small: what takes long is seldom seen in a few hundred calls. */
  private static SimOptions options(Scenario scenario) {
    SimOptions drawn = SimOptions.drawn(scenario.seed());
    return drawn
        .withFaults(scenario.limited(drawn.faults()))
        .withLatencies(drawn.latencyNanosMin() / 64, drawn.latencyNanosMax() / 64);
  }

  @Override
  public SimNetwork network() {
    return network;
  }

  @Override
  public void run() throws IOException {
    EndpointActions endpoints = new EndpointActions(comparison, driver, callbacks, peers.listen());
    endpoints.listen();
    peers.call(scenario.clients());
    while (!driver.isDone() && !comparison.dispatcher.isClosed()) {
      driver.actOutside();
      comparison.throwViolation();
      if (!comparison.dispatcher.isClosed()) {
        monitor(random.stream("monitor " + comparison.turns()));
      }
    }
    network.calm();
    if (!comparison.dispatcher.isClosed()) {
      end();
    }
    comparison.throwViolation();
    check(!comparison.model.hasWork(), "it is closed, and was still to do something");
    comparison.endpoints.forEach(one ->
        check(
            one.closesReported == (one.naive.isWatched() ? 1 : 0),
            one + " was not notified of its end"));
    check(comparison.kernel.openSources() == 0, "sources are still open");
  }

  private void monitor(SimRandom drawn) {
    switch (drawn.below(4)) {
      case 0 -> comparison.monitor(Duration.ZERO);
      case 1 -> {
        loop.stopLater(drawn);
        comparison.monitor(Duration.ofNanos(-1));
      }
      default -> comparison.monitor(Duration.ofNanos(drawn.below(1L << drawn.between(0, 26))));
    }
  }

  /** Cancels everything; then there is nothing left to monitor. */
  private void end() {
    comparison.twins.stream().filter(twin -> twin.naive.isRegistered()).forEach(callbacks::cancel);
    boolean more = comparison.monitor(Duration.ofNanos(-1));
    while (more) {
      // A handler has stopped it once more, as the driver does when it is done.
      more = comparison.monitor(Duration.ofNanos(-1));
    }
    comparison.close();
  }
}
