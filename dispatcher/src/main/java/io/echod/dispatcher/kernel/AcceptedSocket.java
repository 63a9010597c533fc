package io.echod.dispatcher.kernel;

import java.net.SocketAddress;

/**
 * A connection that was {@linkplain ListeningSource#acceptSocket accepted} and belongs to no kernel
 * yet: {@link Kernel#adopt} makes a source of it, on the thread of any kernel of the same kind. So
 * a connection may be served by another dispatcher than the one that has accepted it.
 */
public abstract class AcceptedSocket implements AutoCloseable {

  private final SocketAddress remote;
  private boolean taken;

  /** For the sides of the seam: of a connection whose other end has that address. */
  protected AcceptedSocket(SocketAddress remote) {
    this.remote = remote;
  }

  /** The address of the other end; after a close, too. */
  public final SocketAddress remoteAddress() {
    return remote;
  }

  /** Ends the connection; called once, where no kernel has adopted it. */
  protected abstract void release();

  /**
   * Marks it as adopted, for the sides of the seam.
   *
   * @throws IllegalStateException where it was adopted or closed before
   */
  public final void take() {
    if (!tryTake()) {
      throw new IllegalStateException(this + " was adopted or closed before");
    }
  }

  private synchronized boolean tryTake() {
    boolean first = !taken;
    taken = true;
    return first;
  }

  /** Ends the connection; does nothing once a kernel has adopted it. From any thread. */
  @Override
  public final void close() {
    discard();
  }

  /** As {@link #close}; returns whether this call has ended it. */
  public final boolean discard() {
    boolean first = tryTake();
    if (first) {
      release();
    }
    return first;
  }
}
