package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** What planted bugs do in place of what the dispatcher does. */
final class PlantedInDispatcher {

  private static final Set<Callback> CANCELLED = Collections.newSetFromMap(new WeakHashMap<>());

  private PlantedInDispatcher() {}

  /** A callback is cancelled at the end of the turn only. */
  static boolean unregister(Loop loop, Callback callback) {
    boolean first = callback.isRegistered() && CANCELLED.add(callback);
    if (first) {
      loop.defer(() -> loop.unregister(callback));
    }
    return first;
  }

  /** No callback is ever of the present turn. */
  static int registeredInTurn(IoCallback callback) {
    return -1;
  }

  /** Another timer's place is left to the one that was cancelled. */
  static void siftDown(Timers timers, int hole, Timer last) {}

  /** Nobody is woken. */
  static void wakeup(Kernel kernel) {}
}
