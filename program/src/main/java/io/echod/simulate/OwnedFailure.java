package io.echod.simulate;

import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;

/** A failure of an endpoint's own, which comes out of a handler or a task, whoever's. */
final class OwnedFailure extends PlannedFailure implements EndpointFailure {

  final transient DriverEndpoint owner;

  OwnedFailure(DriverEndpoint owner) {
    super(false);
    this.owner = owner;
  }

  @Override
  public Endpoint endpoint() {
    return owner;
  }
}
