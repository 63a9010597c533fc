package io.echod.dispatcher;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a dispatcher from being closed, by another thread, under a call that its owner makes
 * outside of monitor; see {@link Dispatcher#claim}.
 */
public final class Claim implements AutoCloseable {

  /** For calls that are inside already. */
  static final Claim NONE = new Claim(null);

  private final @Nullable Dispatcher dispatcher;

  Claim(@Nullable Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /**
   * Ends the call; a close that was asked for meanwhile is done now. Does nothing where the caller
   * has no claim under way, as where this one was closed before.
   */
  @Override
  public void close() {
    if (dispatcher != null) {
      dispatcher.leaveClaim();
    }
  }
}
