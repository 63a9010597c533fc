package io.echod.dispatcher;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One registration with a dispatcher, and the handle to change or cancel it. Belongs to the
 * dispatcher's thread.
 */
public abstract sealed class Callback permits IoCallback, Timer, IdleTask {

  final Dispatcher dispatcher;
  final Handler handler;
  private @Nullable String name;

  /** False before it is added, and again when it has ended. */
  boolean registered;

  /** Notifies the handler of the end; null where it does not ask for that. */
  @Nullable Deferred cancelNotice;

  Callback(Dispatcher dispatcher, Handler handler) {
    this.dispatcher = dispatcher;
    this.handler = Objects.requireNonNull(handler, "no handler");
  }

  /** The dispatcher it is, or was, registered with. */
  public final Dispatcher dispatcher() {
    return dispatcher;
  }

  /**
   * Ends the registration at once: the handler is not called again, not even for an event already
   * found. Where {@link #notifyCancel} or {@link Reason#CANCEL} asked for it, the handler is
   * notified once, at the end of the turn.
   *
   * @return false where it was not registered any more
   */
  public final boolean cancel() {
    try (Claim _ = dispatcher.claim()) {
      return dispatcher.loop.unregister(this);
    }
  }

  /** Whether events may still come: not cancelled, and for a one-shot timer, not fired. */
  public final boolean isRegistered() {
    return registered;
  }

  /** Asks for a last call with {@link Reason#CANCEL} when the callback is cancelled. */
  public final Callback notifyCancel() {
    dispatcher.checkThread();
    if (cancelNotice == null) {
      cancelNotice = dispatcher.loop.cancelNotice(this);
    }
    return this;
  }

  /** Names the callback in logs and traces. */
  public final Callback name(String newName) {
    name = Objects.requireNonNull(newName, "no name");
    return this;
  }

  /**
   * The endpoint that an I/O callback watches.
   *
   * @throws IllegalStateException for a timer or an idle task
   */
  public Endpoint endpoint() {
    throw new IllegalStateException(this + " watches no endpoint");
  }

  /**
   * Changes what an I/O callback waits for. A reason that it waits for no longer is not delivered
   * any more, in this turn either; a new one comes from the next turn on, or in this one where the
   * source has been found ready for it already.
   *
   * @param reasons any of {@link Reason#IO}; 0 keeps it registered and quiet
   * @throws IllegalStateException for a timer, an idle task, or a callback no longer registered
   */
  public void interest(int reasons) {
    throw new IllegalStateException(this + " waits for no I/O");
  }

  /**
   * For a periodic timer: how many intervals went by unfired, as the dispatcher was busy, right
   * before the present call. 0 for anything else.
   */
  public long missed() {
    return 0;
  }

  /** Takes it out of where it was added to: completely, or, where an error comes, not at all. */
  abstract void detach();

  /** Follows {@link #detach}, for what may fail. */
  void detached() {}

  abstract String describe();

  @Override
  public final String toString() {
    return name != null ? name + " (" + describe() + ")" : describe();
  }
}
