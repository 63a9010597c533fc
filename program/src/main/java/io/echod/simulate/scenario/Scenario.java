package io.echod.simulate.scenario;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The input of a simulation: all that a seed draws, or a part of it.
 *
 * @param seed everything follows from it
 * @param clients those that take part
 * @param faults those that may happen, with the probabilities that the seed draws
 * @param actions of the driver's, numbered in the order it comes to them, those that it does
 */
public record Scenario(long seed, Selection clients, Set<Fault> faults, Selection actions) {

  /** Keeps sets from changing, in an order that is the same in every process. */
  public Scenario {
    EnumSet<Fault> ordered = EnumSet.noneOf(Fault.class);
    ordered.addAll(faults);
    faults = Collections.unmodifiableSet(ordered);
  }

  /** All that a seed draws. */
  public static Scenario of(long seed) {
    return new Scenario(seed, Selection.ALL, Set.of(Fault.values()), Selection.ALL);
  }

  /** Leaves only the faults that may happen here. */
  public Faults limited(Faults drawn) {
    Faults left = drawn;
    for (Fault fault : Fault.values()) {
      if (!faults.contains(fault)) {
        left = left.without(fault);
      }
    }
    return left;
  }

  /** Returns this scenario with other clients. */
  public Scenario withClients(Selection other) {
    return new Scenario(seed, other, faults, actions);
  }

  /** Returns this scenario with other faults. */
  public Scenario withFaults(Set<Fault> other) {
    return new Scenario(seed, clients, other, actions);
  }

  /** Returns this scenario with other actions. */
  public Scenario withActions(Selection other) {
    return new Scenario(seed, clients, faults, other);
  }
}
