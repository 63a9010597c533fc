package io.echod.simulate;

import io.echod.dispatcher.sim.SimNetwork;

/** One of the things that a scenario simulates. */
interface World {

  /** The network it is on. */
  SimNetwork network();

  /**
   * Goes through it, from the beginning to the end.
   *
   * @throws Violation where a promise was broken
   */
  void run() throws Exception;
}
