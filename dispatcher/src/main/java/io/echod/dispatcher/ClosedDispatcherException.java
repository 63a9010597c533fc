package io.echod.dispatcher;

/**
 * A call came too late: the dispatcher is closed. Where another thread has closed the dispatcher of
 * a handler meanwhile, this is no mistake of the handler's, and is not logged.
 */
public final class ClosedDispatcherException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  ClosedDispatcherException() {
    super("dispatcher is closed");
  }
}
