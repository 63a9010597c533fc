package io.echod.simulate.scenario;

/** A promise was broken: ends the simulation of its scenario. */
public final class Violation extends RuntimeException {

  private final Failure.Kind kind;

  private Violation(Failure.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Something was done that must not be done. */
  public static Violation correctness(String message) {
    return new Violation(Failure.Kind.CORRECTNESS, message);
  }

  /** Something was not done that must be done in the end. */
  public static Violation liveness(String message) {
    return new Violation(Failure.Kind.LIVENESS, message);
  }

  /**
   * Checks a promise.
   *
   * @param kept whether it was kept
   * @param otherwise the message where it was not
   * @throws Violation of correctness, where it was not
   */
  public static void check(boolean kept, String otherwise) {
    if (!kept) {
      throw correctness(otherwise);
    }
  }

  Failure.Kind kind() {
    return kind;
  }
}
