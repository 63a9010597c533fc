package io.echod.scheme;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@code iox-create} gives. All those of a script share the one loop of its session; each has
 * its own registrations, and is monitored until they are gone.
 */
final class IoxDispatcher {

  final Session session;
  private final Set<IoxCallback> callbacks = new LinkedHashSet<>();
  private boolean destroyed;

  IoxDispatcher(Session session) {
    this.session = session;
  }

  void add(IoxCallback callback) {
    callbacks.add(callback);
    session.used(this);
  }

  void remove(IoxCallback callback) {
    if (callbacks.remove(callback) && callbacks.isEmpty()) {
      session.unused(this);
    }
  }

  boolean isEmpty() {
    return callbacks.isEmpty();
  }

  void cancelAll() {
    List.copyOf(callbacks).forEach(IoxCallback::cancel);
  }

  /** Cancels all that is registered; the sockets stay open. */
  void destroy() {
    destroyed = true;
    cancelAll();
  }

  boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public String toString() {
    return destroyed ? "#<dispatcher, destroyed>" : "#<dispatcher>";
  }
}
