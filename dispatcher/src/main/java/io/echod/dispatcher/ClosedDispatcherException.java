package io.echod.dispatcher;

/**
 * A call came too late: the dispatcher is closed. Out of a handler, of which another thread has
 * closed the dispatcher meanwhile, it is nobody's mistake and not logged.
 */
public final class ClosedDispatcherException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  ClosedDispatcherException() {
    super("dispatcher is closed");
  }
}
