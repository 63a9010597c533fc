package io.echod.dispatcher;

import org.jspecify.annotations.Nullable;

/**
 * A task for {@link Dispatcher#defer(Deferred) the end of a turn}, and its link in the queue of
 * them. Made before anything is changed, it can be queued without memory: what has to be told of a
 * change is told, whatever the change has met. Deferred while it waits already, it runs once.
 */
public final class Deferred {

  final Runnable task;
  @Nullable Deferred next;
  boolean waits;

  /** Makes it ready to be deferred. */
  public Deferred(Runnable task) {
    this.task = task;
  }
}
