package io.echod.dispatcher;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which thread a dispatcher belongs to, and what that is doing with it. The one part of a
 * dispatcher that threads share.
 *
 * <pre>
 *              enter ┌────────────▶ MONITORING ───┐ leave
 *   RESTING ─────────┤                            ├──────────▶ RESTING
 *      │       claim └────────────▶ WORKING ──────┘ leave         ▲
 *      │                                                          │
 *      └── close ──▶ ENDING ──▶ CLOSED    (asked for while MONITORING or WORKING, a close is noted
 *                                          and done by the one who leaves)
 * </pre>
 *
 * <p>Whoever takes it to ENDING frees what the dispatcher holds; so nothing is freed while another
 * thread is inside.
 */
final class Tenancy {

  private enum State {
    RESTING,
    WORKING,
    MONITORING,
    ENDING,
    CLOSED
  }

  /** More than to leave takes. */
  private static final int STACK_FRAMES = 24;

  private final AtomicReference<State> state = new AtomicReference<>(State.RESTING);
  private volatile Thread owner = Thread.currentThread();
  private volatile boolean closing;

  /** The thread that monitors or works; null while there is none. */
  private volatile @Nullable Thread inside;

  /** Gives the dispatcher to the calling thread, for monitoring. */
  void enter() {
    Thread current = Thread.currentThread();
    checkStack(STACK_FRAMES);
    if (!state.compareAndSet(State.RESTING, State.MONITORING)) {
      throw refusal(current);
    }
    owner = current;
    inside = current;
  }

  private IllegalStateException refusal(Thread current) {
    State now = state.get();
    String why =
        now == State.CLOSED || now == State.ENDING
            ? "dispatcher is closed"
            : inside == current
                ? "monitor was called from within a callback of the same dispatcher"
                : "dispatcher is "
                    + (now == State.WORKING ? "used" : "monitored")
                    + " by thread "
                    + owner.getName();
    return new IllegalStateException(why);
  }

  /**
   * Keeps others from closing, for a call that its owner makes outside of monitor.
   *
   * @return whether the caller is to {@link #leave}; false where it is inside already, or where all
   *     has been closed and there is nothing left to keep
   */
  boolean claim() {
    Thread current = Thread.currentThread();
    if (inside == current) {
      return false;
    }
    checkOwner(current);
    checkStack(STACK_FRAMES);
    if (state.compareAndSet(State.RESTING, State.WORKING)) {
      inside = current;
      return true;
    }
    // Not by the state alone: the one who closes becomes the owner between ENDING and CLOSED.
    if (state.get() == State.CLOSED && owner == current) {
      return false;
    }
    throw refusal(current);
  }

  /** Fails where the stack is too deep to leave again. */
  private static int checkStack(int frames) {
    return frames == 0 ? 0 : 1 + checkStack(frames - 1);
  }

  /**
   * Ends monitoring, or a claim.
   *
   * @return true where a close was asked for meanwhile and is now the caller's to do
   */
  boolean leave() {
    inside = null;
    state.set(State.RESTING);
    return closing && end();
  }

  /** Asks for the end; true where nobody is inside and it is now the caller's to do. */
  boolean close() {
    closing = true;
    return end();
  }

  private boolean end() {
    if (!state.compareAndSet(State.RESTING, State.ENDING)) {
      return false;
    }
    owner = Thread.currentThread();
    state.set(State.CLOSED);
    return true;
  }

  boolean isClosing() {
    return closing;
  }

  /** Whether the caller monitors or works. */
  boolean isInside() {
    return inside == Thread.currentThread();
  }

  void checkThread() {
    checkOwner(Thread.currentThread());
  }

  private void checkOwner(Thread current) {
    if (owner != current) {
      throw new IllegalStateException(
          "called from thread "
              + current.getName()
              + ", but the dispatcher "
              + (closing ? "is closed, and belonged" : "belongs")
              + " to thread "
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
