package io.echod.scheme.runtime;

import gnu.mapping.Procedure;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code iox-create}. All those of a script share the one loop of its session; each
 * has its own registrations, and is monitored until they are gone.
 */
public final class IoxDispatcher {

  private static final Duration A_DAY = Duration.ofDays(1);

  private final ScriptLoop loop;
  private final Set<IoxCallback> callbacks = new LinkedHashSet<>();
  private boolean destroyed;

  /** Begins with nothing registered. */
  public IoxDispatcher(ScriptLoop loop) {
    this.loop = loop;
  }

  /** Registers a procedure for what happens at an endpoint. */
  public IoxCallback onIo(Procedure procedure, Object userData, int reasons, EventSource endpoint) {
    IoxCallback callback = callback(procedure, userData, reasons, false, endpoint);
    if (endpoint.isOver() && !endpoint.isLost()) {
      callback.over();
    } else {
      callback.registered(endpoint);
    }
    return callback;
  }

  /** Registers a procedure to be called once, when the system has taken all that was written. */
  public IoxCallback whenWritten(Procedure procedure, Object userData, EventSource endpoint) {
    IoxCallback callback = callback(procedure, userData, Reason.WRITE, true, endpoint);
    if (endpoint.isOver()) {
      callback.over();
    } else {
      callback.registered(endpoint);
    }
    return callback;
  }

  /** Registers a procedure to be called once, after so many seconds. */
  public IoxCallback after(Procedure procedure, Object userData, double seconds) {
    IoxCallback callback = callback(procedure, userData, Reason.FIRE, true, null);
    callback.registered(turns().after(seconds, callback));
    return callback;
  }

  /** Registers a procedure to be called again and again. */
  public IoxCallback every(
      Procedure procedure, Object userData, double delaySeconds, double intervalSeconds) {
    IoxCallback callback = callback(procedure, userData, Reason.FIRE, false, null);
    callback.registered(turns().every(delaySeconds, intervalSeconds, callback));
    return callback;
  }

  /** Registers a procedure to be called each time a signal comes that the script listens to. */
  public IoxCallback onSignal(Procedure procedure, Object userData, String signal) {
    IoxCallback callback = callback(procedure, userData, Reason.FIRE, false, null);
    // While nothing else is registered, the dispatcher sleeps for it and does not end.
    callback.registered(turns().every(A_DAY, A_DAY, (_, _) -> {}), signal);
    return callback;
  }

  /** Registers a procedure to be called in every turn that has nothing else to do. */
  public IoxCallback whenIdle(Procedure procedure, Object userData) {
    IoxCallback callback = callback(procedure, userData, Reason.IDLE, false, null);
    callback.registered(turns().whenIdle(callback));
    return callback;
  }

  private IoxCallback callback(
      Procedure procedure,
      Object userData,
      int reasons,
      boolean once,
      @Nullable EventSource endpoint) {
    return new IoxCallback(this, procedure, userData, reasons, once, endpoint);
  }

  private Dispatcher turns() {
    return loop.dispatcher();
  }

  ScriptLoop loop() {
    return loop;
  }

  void add(IoxCallback callback) {
    callbacks.add(callback);
    loop.used(this);
  }

  void remove(IoxCallback callback) {
    if (callbacks.remove(callback) && callbacks.isEmpty()) {
      loop.unused(this);
    }
  }

  /** How messages call the oldest of its callbacks, of which it has one. */
  String firstCallback() {
    return callbacks.iterator().next().label();
  }

  boolean isEmpty() {
    return callbacks.isEmpty();
  }

  void cancelAll() {
    List.copyOf(callbacks).forEach(IoxCallback::cancel);
  }

  /** Cancels all that is registered; the sockets stay open. */
  public void destroy() {
    destroyed = true;
    cancelAll();
  }

  /** Whether the script is done with it. */
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public String toString() {
    return destroyed ? "#<dispatcher, destroyed>" : "#<dispatcher>";
  }
}
