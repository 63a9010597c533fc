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
   * A handler registered for this endpoint threw; the callback is cancelled, and the failure will
   * be logged. Closes the source, unless an endpoint knows better how to end.
   */
  default void handlerFailed(Callback callback, Throwable failure) {
    source().close();
  }

  /**
   * A failure of this endpoint's own has come out of a handler, its own or another's: no handler's
   * mistake. Closes the source, unless the endpoint has ended or knows better how to.
   */
  default void failed(EndpointFailure failure) {
    source().close();
  }

  /**
   * Whether the endpoint met this failure itself and has closed because of it, such as a refused
   * connect; then a handler that passes it on has made no mistake, and nothing more happens. For
   * failures that don't say so themselves, as an {@link EndpointFailure} does.
   */
  default boolean endedBy(Throwable failure) {
    return false;
  }

  /**
   * The system has reported the stream as {@linkplain io.echod.dispatcher.kernel.Ready#LOST lost},
   * and no callback was called for that: none waits for anything that holds.
   */
  default void lost() {}

  /** The source was closed while it was watched, and not necessarily by this endpoint. */
  default void sourceClosed() {}
}
