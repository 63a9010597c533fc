package io.echod.simulate.canary;

import io.echod.simulate.Outcome;
import io.echod.simulate.Shrinker;
import io.echod.simulate.Simulation;
import io.echod.simulate.faulty.FaultyWorld;
import io.echod.simulate.guarded.GuardedWorld;
import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.World;
import io.echod.simulate.tls.TlsWorld;
import java.util.Optional;
import java.util.function.BiFunction;

/** The class loaded anew for each planted bug: simulates until the bug is found. */
public final class CanaryRun {

  private static final int SHRINKING_RUNS_MAX = 200;

  private CanaryRun() {}

  /** Returns how the first seed that failed did, of that many from 0; empty where none did. */
  public static String firstFailure(int seedsMax) {
    for (int seed = 0; seed < seedsMax; seed++) {
      Outcome outcome = Simulation.run(Scenario.of(seed), Optional.empty());
      if (outcome.failure().isPresent()) {
        return words(outcome);
      }
    }
    return "";
  }

  private static String words(Outcome outcome) {
    Failure failure = outcome.failure().orElseThrow();
    return "seed " + outcome.scenario().seed() + ": " + failure.kind() + ": " + failure.message();
  }

  /** As above in the world with faults on purpose alone. */
  public static String firstFaultyFailure(int seedsMax) {
    return firstFailureOf(FaultyWorld::new, seedsMax);
  }

  /** As above in the world with limits alone. */
  public static String firstGuardedFailure(int seedsMax) {
    return firstFailureOf(GuardedWorld::new, seedsMax);
  }

  /** As above in the world of TLS alone. */
  public static String firstTlsFailure(int seedsMax) {
    return firstFailureOf(TlsWorld::new, seedsMax);
  }

  private static String firstFailureOf(BiFunction<Scenario, Tally, World> make, int seedsMax) {
    for (int seed = 0; seed < seedsMax; seed++) {
      try {
        make.apply(Scenario.of(seed), new Tally()).run();
      } catch (Throwable found) {
        return "seed " + seed + ": " + found;
      }
    }
    return "";
  }

  /**
   * Makes the first seed that fails small; returns how many clients and faults that still takes.
   */
  public static String shrunk(int seedsMax) {
    for (int seed = 0; seed < seedsMax; seed++) {
      Outcome outcome = Simulation.run(Scenario.of(seed), Optional.empty());
      if (outcome.failure().isPresent()) {
        Scenario small = shrink(outcome).scenario();
        return count(small.clients())
            + " clients, "
            + small.faults().size()
            + " faults, "
            + count(small.actions())
            + " actions";
      }
    }
    return "";
  }

  private static Outcome shrink(Outcome failing) {
    return new Shrinker(
            failing,
            scenario -> Simulation.run(scenario, Optional.empty()),
            SHRINKING_RUNS_MAX,
            _ -> {})
        .shrink();
  }

  private static String count(Selection selection) {
    return switch (selection) {
      case Selection.All _ -> "all";
      case Selection.Some some -> String.valueOf(some.numbers().size());
    };
  }
}
