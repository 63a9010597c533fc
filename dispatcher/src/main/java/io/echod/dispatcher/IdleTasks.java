package io.echod.dispatcher;

import org.jspecify.annotations.Nullable;

/**
 * The idle tasks, oldest first, taken in turns. A linked list through the tasks: to add or to
 * remove one calls nothing and makes nothing, so that no error can cut it in two.
 */
final class IdleTasks {

  private @Nullable IdleTask first;
  private @Nullable IdleTask last;

  /** The task whose turn it is; null where that is the first's, or the next one's to be added. */
  private @Nullable IdleTask due;

  void add(IdleTask task) {
    task.previous = last;
    if (last == null) {
      first = task;
    } else {
      last.next = task;
    }
    last = task;
    if (due == null) {
      due = task;
    }
  }

  void remove(IdleTask task) {
    if (task.previous == null) {
      first = task.next;
    } else {
      task.previous.next = task.next;
    }
    if (task.next == null) {
      last = task.previous;
    } else {
      task.next.previous = task.previous;
    }
    if (due == task) {
      due = task.next;
    }
    task.previous = null;
    task.next = null;
  }

  boolean isEmpty() {
    return first == null;
  }

  @Nullable IdleTask first() {
    return first;
  }

  /** The task whose turn it is; there must be one. */
  IdleTask take() {
    IdleTask task = due != null ? due : first;
    if (task == null) {
      throw new IllegalStateException("there is no idle task");
    }
    due = task.next;
    return task;
  }
}
