package io.echod.dispatcher;

import org.jspecify.annotations.Nullable;

/**
 * A task for the end of a turn, and its link in the queue of them. It is made before anything is
 * changed, so that queueing it takes neither memory nor a call that may fail.
 */
final class Deferred {

  final Runnable task;
  @Nullable Deferred next;

  Deferred(Runnable task) {
    this.task = task;
  }
}
