package io.echod.simulate.dispatcher;

import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;
import io.echod.simulate.scenario.PlannedFailure;

/** A failure that belongs to an endpoint, thrown by any handler or task. */
final class OwnedFailure extends PlannedFailure implements EndpointFailure {

  final transient DriverEndpoint owner;

  OwnedFailure(DriverEndpoint owner) {
    this.owner = owner;
  }

  @Override
  public Endpoint endpoint() {
    return owner;
  }
}
