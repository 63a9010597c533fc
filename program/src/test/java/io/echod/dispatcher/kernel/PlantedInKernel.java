package io.echod.dispatcher.kernel;

import io.echod.dispatcher.kernel.Source.Watcher;
import org.jspecify.annotations.Nullable;

/** What planted bugs do in place of what sources do. */
final class PlantedInKernel {

  private PlantedInKernel() {}

  /** Nobody is found to be told of a close. */
  static @Nullable Watcher watcher(Source source) {
    return null;
  }

  /** A closed source keeps its watcher. */
  static void watcher(Source source, @Nullable Watcher watcher) {}
}
