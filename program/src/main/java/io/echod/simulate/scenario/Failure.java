package io.echod.simulate.scenario;

import java.util.Optional;

/**
 * How a scenario failed.
 *
 * @param kind what sort of failure
 * @param world where: which of the worlds of the scenario
 * @param message what was found, in one line
 * @param cause what was thrown, where anything was
 */
public record Failure(Kind kind, String world, String message, Optional<Throwable> cause) {

  /**
   * The failure that something thrown stands for.
   *
   * @param world in which of the worlds it was thrown
   */
  public static Failure of(String world, Throwable thrown) {
    return thrown instanceof Violation violation
        ? new Failure(
            violation.kind(), world, String.valueOf(violation.getMessage()), Optional.empty())
        : new Failure(Kind.CRASH, world, thrown.toString(), Optional.of(thrown));
  }

  /** Whether both are of one kind and of one world, and so may have one cause. */
  public boolean isLike(Failure other) {
    return kind == other.kind && world.equals(other.world);
  }

  /** Sorts of failures. */
  public enum Kind {
    /** Something was thrown that is never thrown on purpose. */
    CRASH,
    /** Something was done that must not be done. */
    CORRECTNESS,
    /** Something was not done that must be done in the end. */
    LIVENESS
  }
}
