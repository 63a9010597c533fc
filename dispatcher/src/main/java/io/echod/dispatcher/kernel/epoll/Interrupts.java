package io.echod.dispatcher.kernel.epoll;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Rings a bell when the waiting thread is interrupted: a call of the C library takes no notice of
 * that. The one hook that the JDK has for it is that of channels, so this is one, used once.
 */
final class Interrupts extends AbstractInterruptibleChannel {

  private final Bell bell;

  Interrupts(Bell bell) {
    this.bell = bell;
  }

  /** From now on an interrupt rings, one that has come before at once. */
  void watch() {
    begin();
  }

  /** Ends {@link #watch}; the interrupt stays in the thread's flag. */
  void unwatch() {
    try {
      end(true);
    } catch (AsynchronousCloseException interrupted) {
      // The bell has woken the wait.
    }
  }

  @Override
  protected void implCloseChannel() {
    bell.ring();
  }
}
