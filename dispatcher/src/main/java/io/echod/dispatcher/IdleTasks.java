package io.echod.dispatcher;

import java.util.ArrayList;
import java.util.List;

/** The idle tasks, taken in turns. */
final class IdleTasks {

  private final List<IdleTask> tasks = new ArrayList<>();
  private int next;

  void add(IdleTask task) {
    tasks.add(task);
  }

  void remove(IdleTask task) {
    int index = tasks.indexOf(task);
    tasks.remove(index);
    if (index < next) {
      next--;
    }
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  IdleTask first() {
    return tasks.getFirst();
  }

  /** The task whose turn it is; there must be one. */
  IdleTask take() {
    if (next >= tasks.size()) {
      next = 0;
    }
    return tasks.get(next++);
  }
}
