package io.echod.net.fault;

import io.echod.net.fault.rule.Fault;

/**
 * Which datagrams {@link Fault.Loss} loses. Runs follow the model of Gilbert ("Capacity of a
 * burst-noise channel", 1960): within a run all are lost.
 */
final class LossDraws {

  private final double toBad;
  private final double toGood;
  private final boolean isByRuns;
  private boolean isBad;

  /** A run begins with such a chance that all of them make up the probability. */
  LossDraws(Fault.Loss loss) {
    isByRuns = loss.burst() > 1;
    double whole = loss.probability();
    toGood = whole < 1 ? 1.0 / loss.burst() : 0;
    toBad = !isByRuns || whole >= 1 ? whole : Math.min(1, whole * toGood / (1 - whole));
  }

  /**
   * Whether the next one is lost.
   *
   * @param draw for that one, 0 included to 1 excluded
   */
  boolean isLost(double draw) {
    isBad = (isBad && isByRuns) ? draw >= toGood : draw < toBad;
    return isBad;
  }
}
