package io.echod.dispatcher;

import java.util.Objects;

/**
 * Calls a handler when nothing has happened for a while. Something happens by {@link #touch}, which
 * notes the time and no more: the timer goes off when the first touch would make it due, looks at
 * the last one, and is moved on. So a message costs one field, however many timeouts there are. The
 * timer is one for all the time, so that going on takes nothing that might be lacking.
 *
 * <p>Belongs to the dispatcher's thread.
 */
public final class IdleTimeout {

  private final Dispatcher dispatcher;
  private final long timeoutNanos;
  private final Handler handler;
  private final Timer timer;
  private long touchedNanos;

  IdleTimeout(Dispatcher dispatcher, long timeoutNanos, Handler handler) {
    this.dispatcher = dispatcher;
    this.timeoutNanos = timeoutNanos;
    this.handler = Objects.requireNonNull(handler, "no handler");
    touchedNanos = dispatcher.kernel().nanoTime();
    long deadlineNanos = touchedNanos + timeoutNanos;
    timer = new Timer(dispatcher, (callback, _) -> due(callback), deadlineNanos, Timer.MOVED);
    timer.name("idle timeout");
  }

  /** Begins; last of all, for from now on it is called. */
  IdleTimeout begin() {
    dispatcher.loop.addTimer(timer);
    return this;
  }

  private void due(Callback callback) throws Exception {
    long silentNanos = dispatcher.kernel().nanoTime() - touchedNanos;
    if (silentNanos < timeoutNanos) {
      dispatcher.loop.timers.move(timer, touchedNanos + timeoutNanos);
      return;
    }
    touchedNanos += silentNanos;
    dispatcher.loop.timers.move(timer, touchedNanos + timeoutNanos);
    handler.handle(callback, Reason.FIRE);
  }

  /** Notes that something has happened, at the time of the present turn. */
  public void touch() {
    touchedNanos = dispatcher.loop.nowNanos();
  }

  /** Ends it: the handler is not called any more. A second call does nothing. */
  public void cancel() {
    timer.cancel();
  }
}
