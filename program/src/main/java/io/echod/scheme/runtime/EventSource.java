package io.echod.scheme.runtime;

import io.echod.dispatcher.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An endpoint of the script's, as far as callbacks registered for it have to know it. */
public abstract class EventSource {

  private final List<IoxCallback> callbacks = new ArrayList<>(1);
  private String label;
  private boolean hadCallbacks;

  /**
   * One that no callback is registered for yet.
   *
   * @param label how the trace and messages call it
   */
  protected EventSource(String label) {
    this.label = label;
  }

  /** How the trace and messages call it: its name and its descriptor. */
  public final String label() {
    return label;
  }

  /** From now on the trace and messages call it so. */
  protected final void relabel(String newLabel) {
    label = newLabel;
  }

  final void add(IoxCallback callback) {
    callbacks.add(callback);
    hadCallbacks = true;
  }

  final void remove(IoxCallback callback) {
    if (callbacks.remove(callback) && callbacks.isEmpty()) {
      callsNobody();
    }
  }

  /** Its last callback has ended. */
  protected void callsNobody() {}

  /** No callback is registered for it any more. */
  protected final void callNobody() {
    for (IoxCallback callback : List.copyOf(callbacks)) {
      callback.unregister();
    }
  }

  /** Whether a callback is registered for it. */
  protected final boolean hasCallbacks() {
    return !callbacks.isEmpty();
  }

  /** Whether a callback is registered for it, or ever was. */
  protected final boolean hadCallbacks() {
    return hadCallbacks;
  }

  /** Has the next callback called for input that does not make the socket readable any more. */
  public final void inputHeld() {
    callbacks.forEach(IoxCallback::inputHeld);
  }

  /** There is something to watch now: the callbacks are registered for it. */
  protected final void attachCallbacks() {
    List.copyOf(callbacks).forEach(IoxCallback::attach);
  }

  /** The endpoint that the dispatcher watches for it; null where there is none yet. */
  protected abstract @Nullable Endpoint watched();

  /** Has a task run once the system has taken all that was written; never where that is lost. */
  protected void whenWritten(Runnable task) {
    throw new UnsupportedOperationException(label + " is not written to");
  }

  /** Whether it has ended, and all reports of it have been made. */
  protected abstract boolean isOver();

  /**
   * Whether it was connected and is no more: who is registered, or will be, is called once more.
   */
  protected boolean isLost() {
    return false;
  }

  /**
   * The reasons for which a callback is to be called once more, as there is nothing to watch.
   *
   * @param reasons what it is registered for
   * @return any of all reasons; 0 while it goes on
   */
  protected int refusal(int reasons) {
    return 0;
  }

  /**
   * Sees to it that the callback has a reason to be called.
   *
   * @return those of the reasons that still hold
   */
  protected abstract int prepare(int reasons);

  /** Whether READ holds by something that has left the socket already. */
  protected abstract boolean holdsInput();

  /** A number that changes whenever the script takes such input. */
  protected abstract long inputTaken();

  /** Whether such input may be delivered now; if not, {@code later} is called when it may. */
  protected boolean mayDeliver(Runnable later) {
    return true;
  }

  /** A callback registered for it has failed; returns what becomes of it, for the message. */
  protected abstract String callbackFailed();
}
