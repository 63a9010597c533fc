package io.echod.dispatcher;

import org.jspecify.annotations.Nullable;

/**
 * The tasks for the end of a turn, oldest first: a list through the tasks. To add or to take one
 * calls nothing and makes nothing, so that no error can cut it in two.
 */
final class DeferredTasks {

  private @Nullable Deferred first;
  private @Nullable Deferred last;

  boolean isEmpty() {
    return first == null;
  }

  @Nullable Deferred last() {
    return last;
  }

  void add(Deferred task) {
    if (task.waits) {
      return;
    }
    Deferred former = last;
    if (former == null) {
      first = task;
    } else {
      former.next = task;
    }
    last = task;
    task.waits = true;
  }

  /** Takes the oldest out; null where there is none. */
  @Nullable Deferred take() {
    Deferred taken = first;
    if (taken != null) {
      first = taken.next;
      if (first == null) {
        last = null;
      }
      taken.next = null;
      taken.waits = false;
    }
    return taken;
  }

  void clear() {
    first = null;
    last = null;
  }
}
