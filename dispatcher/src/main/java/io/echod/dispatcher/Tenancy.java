package io.echod.dispatcher;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which thread a dispatcher belongs to, and whether it is monitoring, resting or closed. The one
 * part of a dispatcher that threads share.
 *
 * <pre>
 *               enter              leave
 *   RESTING ────────────▶ MONITORING ────────────▶ RESTING
 *      │                                              ▲
 *      └── close ──▶ CLOSED      (a close while MONITORING is noted, and done after leave)
 * </pre>
 */
final class Tenancy {

  private enum State {
    RESTING,
    MONITORING,
    CLOSED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.RESTING);
  private volatile Thread owner = Thread.currentThread();
  private volatile boolean closing;

  /** The thread within monitor; null while there is none. */
  private volatile @Nullable Thread inside;

  /** Gives the dispatcher to the calling thread, for monitoring. */
  void enter() {
    Thread current = Thread.currentThread();
    if (!state.compareAndSet(State.RESTING, State.MONITORING)) {
      throw new IllegalStateException(
          state.get() == State.CLOSED
              ? "dispatcher is closed"
              : owner == current
                  ? "monitor was called from within a callback of the same dispatcher"
                  : "dispatcher is monitored by thread " + owner.getName());
    }
    owner = current;
    inside = current;
  }

  /** Ends monitoring; true where a close was asked for meanwhile and is now the caller's to do. */
  boolean leave() {
    inside = null;
    state.set(State.RESTING);
    return closing && state.compareAndSet(State.RESTING, State.CLOSED);
  }

  /** Asks for the end; true where nobody monitors and it is now the caller's to do. */
  boolean close() {
    closing = true;
    if (!state.compareAndSet(State.RESTING, State.CLOSED)) {
      return false;
    }
    owner = Thread.currentThread();
    return true;
  }

  boolean isClosing() {
    return closing;
  }

  /** Whether the caller is within a callback. */
  boolean isInside() {
    return inside == Thread.currentThread();
  }

  void checkThread() {
    Thread current = Thread.currentThread();
    if (owner != current) {
      throw new IllegalStateException(
          "called from thread "
              + current.getName()
              + ", but the dispatcher belongs to thread "
              + owner.getName()
              + "; use post");
    }
  }

  void checkUsable() {
    checkThread();
    if (closing) {
      throw new IllegalStateException("dispatcher is closed");
    }
  }
}
