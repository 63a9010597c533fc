package io.echod.simulate;

import java.util.Optional;

/**
 * How a scenario failed.
 *
 * @param kind what sort of failure
 * @param message what was found, in one line
 * @param cause what was thrown, where anything was
 */
public record Failure(Kind kind, String message, Optional<Throwable> cause) {

  /** Sorts of failures. */
  public enum Kind {
    /** Something was thrown that nobody throws on purpose. */
    CRASH,
    /** Something was done that must not be done. */
    CORRECTNESS,
    /** Something was not done that must be done in the end. */
    LIVENESS
  }
}
