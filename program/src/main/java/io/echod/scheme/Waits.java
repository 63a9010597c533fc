package io.echod.scheme;

import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.tcp.Connection;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How calls of a script wait. Where a script is run, everything waits with it; in a live session
 * the loop goes on meanwhile.
 */
final class Waits {

  private final Session session;

  /** The script's thread while it waits outside the loop, and only then. */
  private volatile @Nullable Thread waiting;

  Waits(Session session) {
    this.session = session;
  }

  /** What may wait. */
  interface Waiting<T> {

    /** Waits, and gives what it has waited for. */
    T run() throws IOException;
  }

  /** Runs what may wait outside the loop, so that a signal can end the wait. */
  <T> T run(Waiting<T> call) throws IOException {
    if (session.live != null) {
      return call.run();
    }
    waiting = Thread.currentThread();
    try {
      return call.run();
    } finally {
      waiting = null;
      session.waited();
    }
  }

  /** Ends such a wait. From any thread. */
  void end() {
    Thread thread = waiting;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * In a live session waits here, while the loop runs, until something holds at an endpoint.
   *
   * @return how long the call that asks may still wait itself: in a live session not at all
   */
  Duration whileLive(Endpoint endpoint, int reasons, Duration timeout, Live.Condition condition)
      throws IOException {
    if (session.live == null || timeout.isZero()) {
      return timeout;
    }
    session.live.until(endpoint, reasons, timeout, condition);
    return Duration.ZERO;
  }

  /** Waits for input; false where none came in time. */
  boolean forInput(Connection connection, Duration timeout) {
    if (session.live != null) {
      session.live.await(connection, Reason.READ, timeout);
      return true;
    }
    try {
      long nanos = timeout.isNegative() ? Kernel.FOREVER : timeout.toNanos();
      return session.home.kernel().poll(connection.source(), Ready.READ, nanos) != 0;
    } catch (IOException closed) {
      return true;
    }
  }

  /** How long a call may wait that was given this timeout: not at all within a callback. */
  Duration of(Duration timeout) {
    if (session.isInCallback()) {
      return Duration.ZERO;
    }
    if (!timeout.isZero()) {
      session.deliverOutput();
    }
    return timeout;
  }

  long deadline(Duration timeout) {
    return timeout.isNegative() ? 0 : session.home.kernel().nanoTime() + timeout.toNanos();
  }

  /** What is left of a timeout; for ever stays for ever. */
  Duration left(Duration timeout, long deadline) {
    return timeout.isNegative() || timeout.isZero()
        ? timeout
        : Duration.ofNanos(Math.max(0, deadline - session.home.kernel().nanoTime()));
  }
}
