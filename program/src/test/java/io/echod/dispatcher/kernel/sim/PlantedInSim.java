package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.Listeners.Listening;

/** Planted bugs in place of the simulated system's code. */
final class PlantedInSim {

  private PlantedInSim() {}

  /** A listener that was closed goes on taking connections. */
  static void remove(Listeners listeners, Listening listening) {}

  static void remove(Descriptors descriptors, int descriptor) {
    descriptors.remove(descriptor);
  }
}
