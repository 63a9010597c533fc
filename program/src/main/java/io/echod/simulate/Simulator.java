package io.echod.simulate;

import io.echod.simulate.scenario.Scenario;
import java.util.Optional;
import java.util.function.Consumer;

/** Simulates scenarios: {@link Simulation}, or a test's stand-in for it. */
@FunctionalInterface
public interface Simulator {

  /**
   * Simulates one, on the caller's thread.
   *
   * @param trace reads every step
   */
  Outcome run(Scenario scenario, Optional<Consumer<String>> trace);

  /** Simulates without keeping a trace. */
  default Outcome run(Scenario scenario) {
    return run(scenario, Optional.empty());
  }
}
