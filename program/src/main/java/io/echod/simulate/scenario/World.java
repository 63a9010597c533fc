package io.echod.simulate.scenario;

import io.echod.dispatcher.kernel.sim.SimNetwork;

/** One of the things that a scenario simulates. */
public interface World {

  /** The network it is on. */
  SimNetwork network();

  /**
   * Goes through it, from the beginning to the end.
   *
   * @throws Violation where a promise was broken
   */
  void run() throws Exception;
}
