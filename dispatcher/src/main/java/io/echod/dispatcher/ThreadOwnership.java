package io.echod.dispatcher;

import io.echod.dispatcher.kernel.StackRoom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which thread a dispatcher belongs to, and what that is doing with it. The one part of a
 * dispatcher that threads share.
 *
 * <pre>
 *              enter ┌────────────▶ MONITORING ───┐ leave
 *   RESTING ─────────┤                            ├──────────▶ RESTING
 *    │  ▲      claim └────────────▶ WORKING ──────┘ leave         ▲
 *    │  └── it failed ──┐                                         │
 *    └── close ──▶ ENDING ──▶ CLOSED    (asked for while MONITORING or WORKING, a close is noted
 *                                        and done by the one who leaves)
 * </pre>
 *
 * <p>The thread that takes it to ENDING frees what the dispatcher holds; so nothing is freed while
 * another thread is inside. It stays so until everything is freed. Where an error has come before,
 * another close goes on. A closed dispatcher has no owner: there is nothing left to keep apart.
 */
final class ThreadOwnership {

  private enum State {
    RESTING,
    WORKING,
    MONITORING,
    ENDING,
    CLOSED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.RESTING);
  private volatile Thread owner = Thread.currentThread();
  private volatile boolean closing;

  /** The thread that monitors, works or ends; null while there is none. */
  private volatile @Nullable Thread inside;

  /** Gives the dispatcher to the calling thread, for monitoring. */
  void enter() {
    Thread current = Thread.currentThread();
    StackRoom.check(StackRoom.TO_END);
    if (!state.compareAndSet(State.RESTING, State.MONITORING)) {
      throw refusal(current);
    }
    owner = current;
    inside = current;
  }

  private IllegalStateException refusal(Thread current) {
    State now = state.get();
    if (now == State.CLOSED || now == State.ENDING) {
      return new ClosedDispatcherException();
    }
    return new IllegalStateException(
        inside == current
            ? "monitor was called from within a callback of the same dispatcher"
            : "dispatcher is "
                + (now == State.WORKING ? "used" : "monitored")
                + " by thread "
                + owner.getName());
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
    StackRoom.check(StackRoom.TO_LEAVE);
    if (state.compareAndSet(State.RESTING, State.WORKING)) {
      inside = current;
      return true;
    }
    if (state.get() == State.CLOSED) {
      return false;
    }
    throw refusal(current);
  }

  /** Whether the caller has a claim under way, and does not monitor. */
  boolean isWorking() {
    return isInside() && state.get() == State.WORKING;
  }

  /**
   * Ends monitoring, or a claim.
   *
   * @return true where a close was asked for meanwhile, which is now the caller's to do
   */
  boolean leave() {
    inside = null;
    state.set(State.RESTING);
    return closing;
  }

  /** Asks for the end. */
  void close() {
    closing = true;
  }

  /** Takes the end on; false where a thread is inside, or it has ended. */
  boolean beginEnd() {
    Thread current = Thread.currentThread();
    if (!state.compareAndSet(State.RESTING, State.ENDING)) {
      return false;
    }
    owner = current;
    inside = current;
    return true;
  }

  /** Everything is freed, or an error came before, and another close is to go on. */
  void end(boolean freed) {
    inside = null;
    state.set(freed ? State.CLOSED : State.RESTING);
  }

  boolean isClosing() {
    return closing;
  }

  /** Whether the caller monitors, works or ends. */
  boolean isInside() {
    return inside == Thread.currentThread();
  }

  void checkThread() {
    checkOwner(Thread.currentThread());
  }

  private void checkOwner(Thread current) {
    if (owner == current) {
      return;
    }
    State now = state.get();
    if (now == State.ENDING) {
      // The one who ends it is its owner only for that.
      throw new ClosedDispatcherException();
    }
    if (now != State.CLOSED) {
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
      throw new ClosedDispatcherException();
    }
  }
}
