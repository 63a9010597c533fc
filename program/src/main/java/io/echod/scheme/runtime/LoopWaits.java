package io.echod.scheme.runtime;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import io.echod.scheme.message.Places;
import io.echod.scheme.output.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits in a live session: the loop goes on, a turn within the call that waits. */
final class LoopWaits extends Waits {

  static {
    Places.addEdge(LoopWaits.class);
  }

  LoopWaits(ScriptLoop loop) {
    super(loop);
  }

  @Override
  public <T> T run(Waiting<T> call) throws IOException {
    return call.run();
  }

  @Override
  public Duration whileLive(Endpoint endpoint, int reasons, Duration timeout, Condition condition)
      throws IOException {
    if (timeout.isZero()) {
      return timeout;
    }
    long deadline = deadline(timeout);
    while (!condition.holds()) {
      Duration left = left(timeout, deadline);
      if (left.isZero()) {
        break;
      }
      await(endpoint, reasons, left);
    }
    return Duration.ZERO;
  }

  @Override
  public void pause(Duration time) {
    runLoop(time, () -> false);
  }

  @Override
  public void until(Pending pending, Duration timeout) {
    if (!loop.isInCallback()) {
      runLoop(timeout, pending::isDecided);
    }
  }

  /**
   * Takes at least one turn, unless it is over already; that does not wait where the time is none.
   */
  private void runLoop(Duration time, BooleanSupplier over) {
    long deadline = deadline(time);
    Target target = loop.display().redirectToOwn();
    try {
      Duration left = time;
      do {
        loop.runTasks();
        loop.checkEnding();
        // The event that such a task has waited for may have used up the wake-up that was meant for
        // this.
        if (over.getAsBoolean()) {
          break;
        }
        loop.dispatcher().monitor(left);
        left = left(time, deadline);
      } while (!over.getAsBoolean() && !left.isZero());
    } finally {
      loop.display().redirect(target);
    }
  }

  @Override
  public boolean forInput(Connection connection, Duration timeout) {
    await(connection, Reason.READ, timeout);
    return true;
  }

  @Override
  public boolean areOver(Duration left) {
    return left.isZero();
  }

  /** Runs the loop until something holds at the endpoint, or it is closed, or the time is over. */
  private void await(Endpoint endpoint, int reasons, Duration limit) {
    boolean[] woken = {false};
    Callback callback =
        loop.dispatcher()
            .onIo(
                endpoint,
                reasons | Reason.CANCEL,
                (registration, _) -> {
                  // At once, or it would be called in every turn until the one who waits is back.
                  registration.cancel();
                  woken[0] = true;
                  loop.dispatcher().stop();
                });
    long deadline = deadline(limit);
    Target target = loop.display().redirectToOwn();
    try {
      for (Duration left = limit; !woken[0] && !left.isZero(); ) {
        // Before the wait, too: the wake-up of a task may have been used up together with another.
        loop.runTasks();
        loop.checkEnding();
        if (!woken[0]) {
          loop.dispatcher().monitor(left);
        }
        left = left(limit, deadline);
      }
    } finally {
      callback.cancel();
      loop.display().redirect(target);
    }
  }
}
