package io.echod.dispatcher.kernel.sim.chance;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** How probable each {@link Fault} is at each of its occasions, 0 to 1. */
public final class Faults {

  /** Nothing goes wrong. */
  public static final Faults NONE = new Faults(new EnumMap<>(Fault.class));

  private final Map<Fault, Double> probabilities;

  private Faults(Map<Fault, Double> probabilities) {
    this.probabilities = probabilities;
  }

  /**
   * Draws a probability for each fault: about half of them are exactly 0, so that rare faults get
   * their turn without the frequent ones, too.
   */
  public static Faults draw(SimRandom random) {
    Faults faults = NONE;
    for (Fault fault : Fault.values()) {
      double fraction = random.fraction();
      if (random.chance(0.5)) {
        // Squared: small ones are worth more tries than large ones.
        faults = faults.with(fault, fraction * fraction * fault.probabilityMax);
      }
    }
    return faults;
  }

  /**
   * As {@code ALL}, but for one fault.
   *
   * @throws IllegalArgumentException where the probability is not 0 to 1
   */
  public Faults with(Fault fault, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "a probability must be 0 to 1, not " + probability + " for " + fault);
    }
    EnumMap<Fault, Double> changed = new EnumMap<>(Fault.class);
    changed.putAll(probabilities);
    changed.put(fault, probability);
    return new Faults(changed);
  }

  /** Returns these without one fault. */
  public Faults without(Fault fault) {
    return with(fault, 0);
  }

  /** Returns those of these that are among the given ones. */
  public Faults only(Set<Fault> kept) {
    Faults faults = this;
    for (Fault fault : Fault.values()) {
      faults = kept.contains(fault) ? faults : faults.without(fault);
    }
    return faults;
  }

  /** How probable one is. */
  public double probability(Fault fault) {
    return probabilities.getOrDefault(fault, 0.0);
  }

  @Override
  public String toString() {
    return probabilities.toString();
  }
}
