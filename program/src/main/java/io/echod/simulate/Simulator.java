package io.echod.simulate;

import java.util.Optional;
import java.util.function.Consumer;

/** What simulates scenarios: {@link Simulation}, or a test's stand-in for it. */
@FunctionalInterface
public interface Simulator {

  /**
   * Simulates one, on the caller's thread.
   *
   * @param trace reads every step
   */
  Outcome run(Scenario scenario, Optional<Consumer<String>> trace);

  /** The same without an account of it. */
  default Outcome run(Scenario scenario) {
    return run(scenario, Optional.empty());
  }
}
