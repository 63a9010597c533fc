package io.echod.scheme.runtime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The dispatchers of a script that have something registered. Belongs to the script's thread. */
public final class DispatchersInUse {

  private final Set<IoxDispatcher> dispatchers = new LinkedHashSet<>();
  private boolean monitored;

  DispatchersInUse() {}

  void add(IoxDispatcher dispatcher) {
    dispatchers.add(dispatcher);
  }

  void remove(IoxDispatcher dispatcher) {
    dispatchers.remove(dispatcher);
  }

  /** One of them, or one that has nothing registered, is being monitored. */
  void noteMonitored() {
    monitored = true;
  }

  /** Whether the script has ever called {@code iox-monitor}. */
  public boolean wereMonitored() {
    return monitored;
  }

  /** Cancels all that is registered. */
  public void cancelAll() {
    List.copyOf(dispatchers).forEach(IoxDispatcher::cancelAll);
  }

  /** How messages call the callback that was registered first. */
  public Optional<String> firstCallback() {
    return dispatchers.stream().findFirst().map(IoxDispatcher::firstCallback);
  }
}
