package io.echod.scheme.endpoint;

import io.echod.scheme.runtime.Waits;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The result of another thread, for a script that waits for it.
 *
 * @param future is completed by that thread
 */
public record Answer<T>(CompletableFuture<T> future) implements Waits.Pending {

  @Override
  public boolean isDecided() {
    return future.isDone();
  }

  @Override
  public void await(Duration limit) {
    try {
      future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | CancellationException | TimeoutException none) {
      // The thread that waits looks at the state.
    }
  }
}
