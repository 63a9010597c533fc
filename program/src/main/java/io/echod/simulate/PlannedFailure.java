package io.echod.simulate;

/** What handlers and tasks of the driver throw on purpose. */
sealed class PlannedFailure extends RuntimeException permits OwnedFailure {

  /** Whether the endpoint has closed because of it, so that it is nobody's mistake. */
  final boolean metByEndpoint;

  PlannedFailure() {
    this(false);
  }

  PlannedFailure(boolean metByEndpoint) {
    // Without a stack trace, which would cost more than all the rest.
    super("as the driver wants it", null, false, false);
    this.metByEndpoint = metByEndpoint;
  }
}
