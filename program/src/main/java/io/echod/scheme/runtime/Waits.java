package io.echod.scheme.runtime;

import io.echod.dispatcher.Endpoint;
import io.echod.net.Connection;
import java.io.IOException;
import java.time.Duration;

/**
 * How calls of a script wait. Where a script is run, everything waits with it; in a live session
 * the loop goes on meanwhile.
 */
public abstract sealed class Waits permits BlockingWaits, LoopWaits {

  final ScriptLoop loop;

  Waits(ScriptLoop loop) {
    this.loop = loop;
  }

  /** The waits that are allowed. */
  @FunctionalInterface
  public interface Waiting<T> {

    /** Waits, and gives what it has waited for. */
    T run() throws IOException;
  }

  /** A condition that something at an endpoint brings about. */
  @FunctionalInterface
  public interface Condition {

    /** Whether it is so now. */
    boolean holds() throws IOException;
  }

  /** An outcome that is open, and which turns of the dispatcher bring about. */
  public interface Pending {

    /** Whether it is known. */
    boolean isDecided();

    /** Waits outside of turns, for so long at most, until one may bring it about. */
    void await(Duration limit) throws IOException;
  }

  /** Waits until something is decided, at most so long; not at all within a callback. */
  public abstract void until(Pending pending, Duration timeout) throws IOException;

  /** Runs what may wait outside the loop, so that a signal can end the wait. */
  public abstract <T> T run(Waiting<T> call) throws IOException;

  /**
   * In a live session waits here, while the loop runs, until something holds at an endpoint.
   *
   * @return how long the call that asks may still wait itself: in a live session not at all
   */
  public abstract Duration whileLive(
      Endpoint endpoint, int reasons, Duration timeout, Condition condition) throws IOException;

  /** Waits for nothing but time. */
  public abstract void pause(Duration time);

  /** Waits for input; false where none came in time. */
  public abstract boolean forInput(Connection connection, Duration timeout);

  /** Whether a call that has done a part only is to try no more; {@code left} is its time. */
  public abstract boolean areOver(Duration left);

  /** How long a call may wait that was given this timeout: not at all within a callback. */
  public final Duration of(Duration timeout) {
    if (loop.isInCallback()) {
      return Duration.ZERO;
    }
    if (!timeout.isZero()) {
      loop.display().deliver();
    }
    return timeout;
  }

  /** When a timeout is over, by the kernel's clock. */
  public final long deadline(Duration timeout) {
    return timeout.isNegative() ? 0 : loop.dispatcher().kernel().nanoTime() + timeout.toNanos();
  }

  /** The rest of a timeout; for ever stays for ever. */
  public final Duration left(Duration timeout, long deadline) {
    return timeout.isNegative() || timeout.isZero()
        ? timeout
        : Duration.ofNanos(Math.max(0, deadline - loop.dispatcher().kernel().nanoTime()));
  }
}
