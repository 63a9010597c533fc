package io.echod.simulate.canary;

import io.echod.simulate.Outcome;
import io.echod.simulate.Simulation;
import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import java.util.Optional;

/** What is loaded anew for each planted bug: simulates until the bug is found. */
public final class CanaryRun {

  private CanaryRun() {}

  /** Returns how the first seed that failed did, of that many from 0; empty where none did. */
  public static String firstFailure(int seedsMax) {
    for (int seed = 0; seed < seedsMax; seed++) {
      Outcome outcome = Simulation.run(Scenario.of(seed), Optional.empty());
      if (outcome.failure().isPresent()) {
        Failure failure = outcome.failure().get();
        return "seed " + seed + ": " + failure.kind() + ": " + failure.message();
      }
    }
    return "";
  }
}
