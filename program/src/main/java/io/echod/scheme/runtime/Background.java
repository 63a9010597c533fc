package io.echod.scheme.runtime;

import io.echod.dispatcher.Dispatcher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Endpoints that end by themselves while a script does not monitor: connections that it has
 * destroyed, which still write and wait for their peer's end. It takes turns of the dispatcher in
 * which no callback of the script is called; their reports come once the script monitors.
 */
public final class Background {

  private final ScriptLoop loop;
  private final Dispatcher dispatcher;
  private final Map<IoxCallback, Integer> postponed = new LinkedHashMap<>();
  private int ending;
  private boolean turning;

  Background(ScriptLoop loop, Dispatcher dispatcher) {
    this.loop = loop;
    this.dispatcher = dispatcher;
  }

  /** Something ends from now on that needs turns of the dispatcher for it. */
  public void begin() {
    ending++;
  }

  /** It has ended. */
  public void end() {
    ending--;
  }

  /** Whether something is still ending. */
  boolean isBusy() {
    return ending > 0;
  }

  /** Takes a turn that does not wait, unless the loop takes turns anyway. */
  public void turn() {
    if (turning || !loop.isTurnedByCalls()) {
      return;
    }
    turning = true;
    try {
      dispatcher.monitor(Duration.ZERO);
    } finally {
      turning = false;
    }
  }

  /** Whether such a turn is under way: then no callback of the script's is called. */
  boolean isTurning() {
    return turning;
  }

  /** Has a callback called, for a reason that is not reported again, once the script monitors. */
  void postpone(IoxCallback callback, int reason) {
    postponed.merge(callback, reason, (one, other) -> one | other);
  }

  /** Calls those postponed, in their order. */
  public void deliver() {
    while (!postponed.isEmpty()) {
      Map.Entry<IoxCallback, Integer> first = postponed.entrySet().iterator().next();
      postponed.remove(first.getKey());
      first.getKey().handlePostponed(first.getValue());
    }
  }
}
