package io.echod.scheme.runtime;

import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.Connection;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits of a script that is only run: outside the loop, in the call itself. */
final class BlockingWaits extends Waits {

  /** The script's thread while it waits outside the loop, and only then. */
  private volatile @Nullable Thread waiting;

  BlockingWaits(ScriptLoop loop) {
    super(loop);
  }

  @Override
  public <T> T run(Waiting<T> call) throws IOException {
    waiting = Thread.currentThread();
    try {
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

  @Override
  public Duration whileLive(Endpoint endpoint, int reasons, Duration timeout, Condition condition) {
    return timeout;
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
