package io.echod.scheme.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/** The callbacks that are called for signals. Belongs to the script's thread. */
public final class ScriptSignals {

  private final ScriptLoop loop;
  private final Map<String, List<IoxCallback>> callbacks = new HashMap<>();
  private SignalSource source = (_, _) -> false;

  ScriptSignals(ScriptLoop loop) {
    this.loop = loop;
  }

  /** From now on signals come from there. */
  public void from(SignalSource signals) {
    source = signals;
  }

  /** Whether callbacks can be called for a signal: they are, from now on. */
  public boolean listen(String name) {
    if (callbacks.containsKey(name)) {
      return true;
    }
    if (!source.on(name, () -> arrived(name))) {
      return false;
    }
    callbacks.put(name, new ArrayList<>());
    return true;
  }

  private void arrived(String name) {
    try {
      loop.dispatcher().post(() -> deliver(name));
    } catch (RejectedExecutionException ended) {
      // No callback is called any more.
    }
  }

  private void deliver(String name) {
    List.copyOf(callbacks.getOrDefault(name, List.of())).forEach(IoxCallback::signalled);
  }

  void add(String name, IoxCallback callback) {
    callbacks.computeIfAbsent(name, _ -> new ArrayList<>()).add(callback);
  }

  void remove(String name, IoxCallback callback) {
    callbacks.getOrDefault(name, new ArrayList<>()).remove(callback);
  }
}
