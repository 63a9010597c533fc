package io.echod.simulate;

import io.echod.dispatcher.sim.SimNetwork;
import io.echod.dispatcher.sim.SimOptions;

/** Still to come. */
final class DispatcherWorld implements World {

  private final SimNetwork network;

  DispatcherWorld(Scenario scenario, Tally tally) {
    network = new SimNetwork(SimOptions.drawn(scenario.seed()));
    tally.count("Dispatcher");
  }

  @Override
  public SimNetwork network() {
    return network;
  }

  @Override
  public void run() {
    network.pass(1);
  }
}
