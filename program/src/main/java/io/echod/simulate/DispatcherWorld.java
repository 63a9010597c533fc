package io.echod.simulate;

import static io.echod.simulate.NaiveDispatcher.check;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.sim.Fault;
import io.echod.dispatcher.sim.Faults;
import io.echod.dispatcher.sim.SimNetwork;
import io.echod.dispatcher.sim.SimOptions;
import io.echod.dispatcher.sim.SimRandom;
import java.io.IOException;
import java.time.Duration;

/**
 * A dispatcher beside a naive model of it: random calls on both, from within handlers and between
 * them, while sources become ready, end and fail. Both must call the same handlers in the same
 * order.
 */
final class DispatcherWorld implements World {

  private final Scenario scenario;
  private final SimRandom random;
  private final SimNetwork network;
  private final Bench bench;
  private final ApiDriver driver;
  private final DriverPeers peers;
  private final CallbackActions callbacks;
  private final LoopActions loop;

  DispatcherWorld(Scenario scenario, Tally tally) {
    this.scenario = scenario;
    random = new SimRandom(scenario.seed()).stream("dispatcher world");
    network = new SimNetwork(options(scenario));
    SimRandom limits = random.stream("limits");
    DispatcherOptions options =
        new DispatcherOptions(
            limits.chance(0.5) ? limits.between(1, 4) : DispatcherOptions.DEFAULT.tasksPerTurnMax(),
            limits.below(1L << limits.between(0, 24)),
            BusyPoll.OFF);
    bench = new Bench(network, options, tally);
    driver = new ApiDriver(bench, scenario.actions(), random);
    peers = new DriverPeers(network, random);
    callbacks = new CallbackActions(bench, driver);
    loop = new LoopActions(bench, driver);
    new InvalidCalls(bench, driver);
  }

  /** A small world's latencies are small: what takes long is seldom seen in a few hundred calls. */
  private static SimOptions options(Scenario scenario) {
    SimOptions drawn = SimOptions.drawn(scenario.seed());
    Faults faults = drawn.faults();
    for (Fault fault : Fault.values()) {
      if (!scenario.faults().contains(fault)) {
        faults = faults.without(fault);
      }
    }
    return drawn
        .withFaults(faults)
        .withLatencies(drawn.latencyNanosMin() / 64, drawn.latencyNanosMax() / 64);
  }

  @Override
  public SimNetwork network() {
    return network;
  }

  @Override
  public void run() throws IOException {
    EndpointActions endpoints = new EndpointActions(bench, driver, callbacks, peers.listen());
    endpoints.listen();
    peers.call(scenario.clients());
    while (!driver.isDone() && !bench.dispatcher.isClosed()) {
      driver.actOutside();
      bench.throwViolation();
      if (!bench.dispatcher.isClosed()) {
        monitor(random.stream("monitor " + bench.turns()));
      }
    }
    network.calm();
    if (!bench.dispatcher.isClosed()) {
      end();
    }
    bench.throwViolation();
    check(!bench.model.hasWork(), "it is closed, and was still to do something");
    bench.endpoints.forEach(
        one -> check(one.closesTold == (one.naive.watched ? 1 : 0), one + " was not told its end"));
    check(bench.kernel.openSources() == 0, "sources are still open");
  }

  private void monitor(SimRandom drawn) {
    switch (drawn.below(4)) {
      case 0 -> bench.monitor(Duration.ZERO);
      case 1 -> {
        loop.stopLater(drawn);
        bench.monitor(Duration.ofNanos(-1));
      }
      default -> bench.monitor(Duration.ofNanos(drawn.below(1L << drawn.between(0, 26))));
    }
  }

  /** Cancels everything; then there is nothing left to monitor. */
  private void end() {
    bench.twins.stream().filter(twin -> twin.naive.registered).forEach(callbacks::cancel);
    boolean more = bench.monitor(Duration.ofNanos(-1));
    while (more) {
      // A handler has stopped it once more, as the driver does when it is done.
      more = bench.monitor(Duration.ofNanos(-1));
    }
    bench.close();
  }
}
