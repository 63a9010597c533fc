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

  /**
   * Whether the endpoint met this failure itself and has closed because of it, such as a peer's
   * reset; then a handler that passes it on has made no mistake, and nothing more happens.
   */
  default boolean endedBy(Throwable failure) {
    return false;
  }

  /** The source was closed while it was watched, and not necessarily by this endpoint. */
  default void sourceClosed() {}
}
