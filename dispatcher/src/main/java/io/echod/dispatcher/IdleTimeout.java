package io.echod.dispatcher;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Calls a handler when nothing has happened for a while. Something happens by {@link #touch}, which
 * notes the time and no more: the timer goes off when the first touch would make it due, looks at
 * the last one, and is set anew. So a message costs one field, whatever the number of timeouts.
 *
 * <p>Belongs to the dispatcher's thread.
 */
public final class IdleTimeout {

  private final Dispatcher dispatcher;
  private final long timeoutNanos;
  private final Handler handler;
  private long touchedNanos;
  private @Nullable Callback timer;

  IdleTimeout(Dispatcher dispatcher, long timeoutNanos, Handler handler) {
    this.dispatcher = dispatcher;
    this.timeoutNanos = timeoutNanos;
    this.handler = handler;
    touchedNanos = dispatcher.kernel().nanoTime();
    set(timeoutNanos);
  }

  private void set(long delayNanos) {
    timer =
        dispatcher
            .after(Duration.ofNanos(delayNanos), (callback, _) -> due(callback))
            .name("idle timeout");
  }

  private void due(Callback callback) throws Exception {
    long silentNanos = dispatcher.kernel().nanoTime() - touchedNanos;
    if (silentNanos < timeoutNanos) {
      set(timeoutNanos - silentNanos);
      return;
    }
    touchedNanos += silentNanos;
    set(timeoutNanos);
    try {
      handler.handle(callback, Reason.FIRE);
    } catch (Throwable failure) {
      if (!(failure instanceof EndpointFailure)) {
        // As any callback whose handler fails.
        cancel();
      }
      throw failure;
    }
  }

  /** Notes that something has happened, at the time of the present turn. */
  public void touch() {
    touchedNanos = dispatcher.loop.nowNanos();
  }

  /** Ends it: the handler is not called any more. A second call does nothing. */
  public void cancel() {
    Callback last = timer;
    timer = null;
    if (last != null) {
      last.cancel();
    }
  }
}
