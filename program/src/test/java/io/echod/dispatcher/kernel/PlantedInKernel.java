package io.echod.dispatcher.kernel;

import io.echod.dispatcher.kernel.Source.Watcher;
import org.jspecify.annotations.Nullable;

/** Planted bugs in place of the sources' code. */
final class PlantedInKernel {

  private PlantedInKernel() {}

  /** No watcher is found to be notified of a close. */
  static @Nullable Watcher watcher(Source source) {
    return null;
  }

  /** A closed source keeps its watcher. */
  static void watcher(Source source, @Nullable Watcher watcher) {}
}
