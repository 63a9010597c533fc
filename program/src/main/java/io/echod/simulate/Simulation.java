package io.echod.simulate;

import io.echod.dispatcher.sim.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Simulates scenarios. */
public final class Simulation {

  private static final List<BiFunction<Scenario, Tally, World>> WORLDS =
      List.of(ServerWorld::new, DispatcherWorld::new);

  private Simulation() {}

  /**
   * Simulates one, on the caller's thread: its worlds one after another, until one fails.
   *
   * @param trace reads every step
   */
  public static Outcome run(Scenario scenario, Optional<Consumer<String>> trace) {
    Tally tally = new Tally();
    long hash = scenario.seed();
    for (BiFunction<Scenario, Tally, World> make : WORLDS) {
      World world = make.apply(scenario, tally);
      trace.ifPresent(world.network().trace()::to);
      Optional<Failure> failure = failureOf(world);
      for (Fault fault : Fault.values()) {
        tally.add(fault.name(), world.network().count(fault));
      }
      hash = hash * 31 + world.network().trace().hash();
      if (failure.isPresent()) {
        return new Outcome(scenario, hash, tally, failure);
      }
    }
    return new Outcome(scenario, hash, tally, Optional.empty());
  }

  private static Optional<Failure> failureOf(World world) {
    try {
      world.run();
      return Optional.empty();
    } catch (Violation violation) {
      return Optional.of(
          new Failure(violation.kind(), String.valueOf(violation.getMessage()), Optional.empty()));
    } catch (Throwable thrown) {
      return Optional.of(new Failure(Failure.Kind.CRASH, thrown.toString(), Optional.of(thrown)));
    }
  }
}
