package io.echod.scheme.runtime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@code iox-create} gives. All those of a script share the one loop of its session; each has
 * its own registrations, and is monitored until they are gone.
 */
public final class IoxDispatcher {

  private final ScriptLoop loop;
  private final Set<IoxCallback> callbacks = new LinkedHashSet<>();
  private boolean destroyed;

  /** Begins with nothing registered. */
  public IoxDispatcher(ScriptLoop loop) {
    this.loop = loop;
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
