package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Ready;
import org.jspecify.annotations.Nullable;

/**
 * The watches that hold something a callback waits for: a linked list through the watches, for it
 * costs no allocation. They put themselves in and out; see {@link SourceWatch}. To do so calls
 * nothing, so that no error can cut it in two.
 */
final class Held {

  private @Nullable SourceWatch first;
  private @Nullable SourceWatch last;
  private int size;

  boolean isEmpty() {
    return first == null;
  }

  void add(SourceWatch watch) {
    watch.previousHeld = last;
    if (last == null) {
      first = watch;
    } else {
      last.nextHeld = watch;
    }
    last = watch;
    watch.isListed = true;
    size++;
  }

  void remove(SourceWatch watch) {
    if (watch.previousHeld == null) {
      first = watch.nextHeld;
    } else {
      watch.previousHeld.nextHeld = watch.nextHeld;
    }
    if (watch.nextHeld == null) {
      last = watch.previousHeld;
    } else {
      watch.nextHeld.previousHeld = watch.previousHeld;
    }
    watch.previousHeld = null;
    watch.nextHeld = null;
    watch.isListed = false;
    size--;
  }

  /**
   * Moves all that is held by now into the present turn: behind what the kernel has found, so that
   * each of them has its place there, and without reasons, which are asked for when it is called.
   * Reasons held from now on are the next turn's, and so are those still shown.
   */
  void ripen(Ready ready) {
    ready.reserve(size);
    SourceWatch end = last;
    for (SourceWatch watch = first; watch != null; watch = watch == end ? null : first) {
      remove(watch);
      watch.ripen();
      ready.add(watch.source, 0);
    }
  }
}
