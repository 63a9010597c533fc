package io.echod.simulate.scenario;

/** Failures that handlers and tasks of the drivers throw on purpose. */
public class PlannedFailure extends RuntimeException {

  /** Comes without a stack trace, which would cost more than all the rest. */
  public PlannedFailure() {
    super("as the driver wants it", null, false, false);
  }
}
