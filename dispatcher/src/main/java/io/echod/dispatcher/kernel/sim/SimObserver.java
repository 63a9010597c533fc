package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Ready;

/**
 * Is notified of every wait of a {@link SimKernel}, on the dispatcher's thread: the place for
 * checks that are to hold at every step. An exception out of it comes out of the dispatcher's
 * {@code monitor}.
 */
public interface SimObserver {

  /** A wait begins: the turn before it is over. */
  default void waiting(long timeoutNanos) {}

  /** A wait has ended, with these sources; the kernel's clock shows the time of the new turn. */
  default void waited(Ready ready) {}
}
