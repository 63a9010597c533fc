package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Kernel;

/** What planted bugs do in place of what the dispatcher does. */
final class PlantedInDispatcher {

  private PlantedInDispatcher() {}

  /** Every callback counts as registered. */
  static boolean registered(Callback callback) {
    return true;
  }

  /** A callback is let go of at the end of the turn only. */
  static void remove(SourceWatch watch, IoCallback callback) {
    watch.dispatcher.loop.defer(() -> watch.remove(callback));
  }

  static void remove(Timers timers, Timer timer) {
    timers.remove(timer);
  }

  static void remove(IdleTasks tasks, IdleTask task) {
    tasks.remove(task);
  }

  /** Nobody is woken. */
  static void wakeup(Kernel kernel) {}
}
