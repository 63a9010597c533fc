package io.echod.simulate;

/** Thrown on purpose, to be contained; from where is known. */
final class PlannedFailure extends RuntimeException {

  PlannedFailure() {
    super("planned", null, false, false);
  }
}
