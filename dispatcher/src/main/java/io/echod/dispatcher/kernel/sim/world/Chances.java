package io.echod.dispatcher.kernel.sim.world;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Draws whether faults happen, each from a stream of its own, and counts those that did. */
public final class Chances {

  private static final class Chance {
    final SimRandom random;
    double probability;
    long count;

    Chance(SimRandom random, double probability) {
      this.random = random;
      this.probability = probability;
    }
  }

  private final Map<Fault, Chance> all = new EnumMap<>(Fault.class);
  private final Consumer<Fault> observer;

  public Chances(SimOptions options, Consumer<Fault> observer) {
    this.observer = observer;
    SimRandom random = new SimRandom(options.seed());
    for (Fault fault : Fault.values()) {
      double probability = options.faults().probability(fault);
      all.put(fault, new Chance(random.stream(fault.name()), probability));
    }
  }

  private Chance of(Fault fault) {
    return Objects.requireNonNull(all.get(fault));
  }

  /** Asked where it would make a difference, and only there: what happens is counted. */
  public boolean happens(Fault fault) {
    Chance chance = of(fault);
    if (chance.probability == 0 || !chance.random.chance(chance.probability)) {
      return false;
    }
    chance.count++;
    observer.accept(fault);
    return true;
  }

  /** Whether it may happen at all. */
  public boolean isPossible(Fault fault) {
    return of(fault).probability > 0;
  }

  /** 0 to {@code bound - 1}, from the stream of a fault: how it happens. */
  public int below(Fault fault, int bound) {
    return of(fault).random.below(bound);
  }

  public long count(Fault fault) {
    return of(fault).count;
  }

  /** From now on, nothing happens. */
  public void none() {
    all.values().forEach(chance -> chance.probability = 0);
  }
}
