package io.echod.dispatcher;

/**
 * Calls a handler when nothing has happened for a while. Something happens by {@link #touch}, which
 * notes the time and no more: the timer goes off when the first touch would make it due, looks at
 * the last one, and is moved on. So a message costs one field, however many timeouts there are.
 *
 * <p>Belongs to the dispatcher's thread.
 */
public final class IdleTimeout extends Timer {

  private final long timeoutNanos;
  private long touchedNanos;

  IdleTimeout(Dispatcher dispatcher, Handler handler, long nowNanos, long timeoutNanos) {
    super(dispatcher, handler, nowNanos + timeoutNanos);
    this.timeoutNanos = timeoutNanos;
    touchedNanos = nowNanos;
  }

  /** Notes that something has happened, at the time of the present turn. */
  public void touch() {
    touchedNanos = dispatcher.loop.nowNanos();
  }

  /** Looks at the time it is, not at the turn's: a handler before may have taken long. */
  @Override
  boolean expire(long nowNanos) {
    long silentNanos = dispatcher.kernel().nanoTime() - touchedNanos;
    boolean isSilent = silentNanos >= timeoutNanos;
    if (isSilent) {
      touchedNanos += silentNanos;
    }
    dispatcher.loop.timers.move(this, touchedNanos + timeoutNanos);
    return isSilent;
  }

  @Override
  String describe() {
    return "idle timeout";
  }
}
