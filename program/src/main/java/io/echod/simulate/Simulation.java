package io.echod.simulate;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.simulate.dispatcher.DispatcherWorld;
import io.echod.simulate.faulty.FaultyWorld;
import io.echod.simulate.guarded.GuardedWorld;
import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.World;
import io.echod.simulate.server.ServerWorld;
import io.echod.simulate.tls.TlsWorld;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Simulates scenarios. */
public final class Simulation {

  private record Kind(String name, BiFunction<Scenario, Tally, World> make) {}

  private static final List<Kind> WORLDS =
      List.of(
          new Kind("server", ServerWorld::new),
          new Kind("dispatcher", DispatcherWorld::new),
          new Kind("faulty", FaultyWorld::new),
          new Kind("guarded", GuardedWorld::new),
          new Kind("tls", TlsWorld::new));

  private Simulation() {}

  /**
   * Simulates one, on the caller's thread: its worlds one after another, until one fails.
   *
   * @param trace reads every step
   */
  public static Outcome run(Scenario scenario, Optional<Consumer<String>> trace) {
    Tally tally = new Tally();
    long hash = scenario.seed();
    for (Kind kind : WORLDS) {
      World world;
      try {
        world = kind.make().apply(scenario, tally);
      } catch (Throwable thrown) {
        Failure failure = Failure.of(kind.name(), thrown);
        return new Outcome(scenario, hash, tally, Optional.of(failure));
      }
      trace.ifPresent(world.network().trace()::to);
      Optional<Failure> failure = failureOf(kind, world);
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

  private static Optional<Failure> failureOf(Kind kind, World world) {
    try {
      world.run();
      return Optional.empty();
    } catch (Throwable thrown) {
      return Optional.of(Failure.of(kind.name(), thrown));
    }
  }
}
