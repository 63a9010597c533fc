package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Planted bugs in place of the dispatcher's code. */
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

  /** Timers go by the order they were set in, where another is taken out. */
  static long deadlineNanos(Timer timer) {
    return 0;
  }

  /** Every failure is that of the handler it comes out of. */
  static @Nullable EndpointFailure ownFailure(Throwable failure) {
    return null;
  }

  /** No endpoint is notified. */
  static void lost(Endpoint endpoint) {}

  /** No wait is woken. */
  static void wakeup(Kernel kernel) {}

  /** Nothing that happens is noted by a timeout. */
  static void touchedNanos(IdleTimeout timeout, long nanos) {}
}
