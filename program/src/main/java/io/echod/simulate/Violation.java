package io.echod.simulate;

/** A promise was broken: ends the simulation of its scenario. */
final class Violation extends RuntimeException {

  private final Failure.Kind kind;

  private Violation(Failure.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Something was done that must not be done. */
  static Violation correctness(String message) {
    return new Violation(Failure.Kind.CORRECTNESS, message);
  }

  /** Something was not done that must be done in the end. */
  static Violation liveness(String message) {
    return new Violation(Failure.Kind.LIVENESS, message);
  }

  Failure.Kind kind() {
    return kind;
  }
}
