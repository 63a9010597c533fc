package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Source;

/**
 * What I/O callbacks are registered for: the owner of a source. All its methods are called on the
 * dispatcher's thread.
 */
@FunctionalInterface
public interface Endpoint {

  /** The source to watch; always the same one. */
  Source source();

  /**
   * A handler registered for this endpoint threw; the failure is logged and the callback cancelled.
   * Closes the source, unless an endpoint knows better how to end.
   */
  default void handlerFailed(Callback callback, Throwable failure) {
    source().close();
  }

  /** The source was closed while it was watched, and not necessarily by this endpoint. */
  default void sourceClosed() {}
}
