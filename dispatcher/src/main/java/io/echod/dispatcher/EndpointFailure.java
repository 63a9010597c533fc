package io.echod.dispatcher;

/**
 * Implemented by exceptions that say whose failure they are: an endpoint's, for what its peer or
 * the network did. Out of any handler, such a failure ends that endpoint and nothing else: it is
 * neither logged as the handler's mistake nor costs it its callback.
 */
public interface EndpointFailure {

  /** The endpoint that has failed. */
  Endpoint endpoint();
}
