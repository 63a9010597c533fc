package io.echod.scheme.runtime;

import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits of a script that is only run: outside the loop, in the call itself. */
final class BlockingWaits extends Waits {

  /** How often what ends in the background gets a turn while the script waits for another. */
  private static final long MOMENT_NANOS = 20_000_000;

  /** The script's thread while it waits outside the loop, and only then. */
  private volatile @Nullable Thread waiting;

  BlockingWaits(ScriptLoop loop) {
    super(loop);
  }

  @Override
  public <T> T run(Waiting<T> call) throws IOException {
    waiting = Thread.currentThread();
    try {
      // A signal may have come before anybody could be woken for it.
      loop.checkEnding();
      return call.run();
    } finally {
      waiting = null;
      loop.waited();
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
   * Waits here for as long as something ends in the background, which needs turns; the rest of the
   * time is for the call itself.
   */
  @Override
  public Duration whileLive(Endpoint endpoint, int reasons, Duration timeout, Condition condition)
      throws IOException {
    Background background = loop.background();
    if (timeout.isZero() || !background.isBusy() || loop.isInCallback()) {
      return timeout;
    }
    long deadline = deadline(timeout);
    background.turn();
    Duration left = timeout;
    while (background.isBusy()
        && !left.isZero()
        && !Thread.currentThread().isInterrupted()
        && !condition.holds()) {
      await(endpoint, reasons, left);
      background.turn();
      left = left(timeout, deadline);
    }
    return left;
  }

  /** Waits, for a moment at most, until the endpoint may be ready. */
  private void await(Endpoint endpoint, int reasons, Duration left) throws IOException {
    long nanos = left.isNegative() ? MOMENT_NANOS : Math.min(MOMENT_NANOS, left.toNanos());
    Kernel kernel = loop.dispatcher().kernel();
    if (kernel.poll(endpoint.source(), reasons, 0) != 0) {
      // Ready for nothing that helps, such as a client for whom there is no descriptor.
      kernel.poll(endpoint.source(), 0, nanos);
    } else {
      kernel.poll(endpoint.source(), reasons, nanos);
    }
  }

  @Override
  public void until(Pending pending, Duration timeout) throws IOException {
    long deadline = deadline(timeout);
    Duration left = timeout;
    loop.background().turn();
    while (!pending.isDecided() && !left.isZero() && !Thread.currentThread().isInterrupted()) {
      pending.await(moment(left));
      loop.background().turn();
      left = left(timeout, deadline);
    }
  }

  private static Duration moment(Duration left) {
    Duration most = Duration.ofNanos(MOMENT_NANOS);
    return left.isNegative() || left.compareTo(most) > 0 ? most : left;
  }

  @Override
  public void pause(Duration time) {
    Background background = loop.background();
    long deadline = deadline(time);
    for (Duration left = time;
        !left.isZero() && !Thread.currentThread().isInterrupted();
        left = left(time, deadline)) {
      background.turn();
      LockSupport.parkNanos(
          background.isBusy() ? Math.min(MOMENT_NANOS, left.toNanos()) : left.toNanos());
    }
  }

  @Override
  public boolean forInput(Connection connection, Duration timeout) {
    try {
      long nanos = timeout.isNegative() ? Kernel.FOREVER : timeout.toNanos();
      return loop.dispatcher().kernel().poll(connection.source(), Ready.READ, nanos) != 0;
    } catch (IOException closed) {
      return true;
    }
  }

  /** The call has waited already. */
  @Override
  public boolean areOver(Duration left) {
    return true;
  }
}
