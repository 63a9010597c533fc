package io.echod.dispatcher;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task for {@link Dispatcher#defer(Deferred) the end of a turn}, and its link in the queue of
 * them. A caller makes it before a change begins; to queue it then takes no memory, so that
 * listeners hear of the change although the heap is full. Deferred while it waits already, it runs
 * once.
 */
public class Deferred implements Runnable {

  private final @Nullable Runnable task;
  @Nullable Deferred next;
  boolean waits;

  /** Makes it ready to be deferred. */
  public Deferred(Runnable task) {
    this.task = Objects.requireNonNull(task, "no task");
  }

  /** For a subclass that is the task itself: {@link #run} is its own. */
  protected Deferred() {
    task = null;
  }

  /** Does what was deferred. */
  @Override
  public void run() {
    if (task != null) {
      task.run();
    }
  }

  /** The task, for a report of its failure. */
  final Object whose() {
    return task == null ? this : task;
  }
}
