package io.echod.scheme.endpoint;

import io.echod.scheme.runtime.ScriptLoop;
import java.time.Duration;

/** Ends what a script has left open, and writes what is queued; for so long at most. */
public final class ScriptDrain {

  private static final Duration HELD_INPUT_PAUSE = Duration.ofMillis(5);

  private final ScriptLoop loop;
  private final Endpoints endpoints;
  private final Duration limit;
  private final long deadline;

  /** Drains from now on. */
  public ScriptDrain(ScriptLoop loop, Endpoints endpoints, Duration limit) {
    this.loop = loop;
    this.endpoints = endpoints;
    this.limit = limit;
    deadline = loop.waits().deadline(limit);
  }

  /** Returns when all is written, or the time is over. */
  public void run() {
    if (loop.ending().isStopped()) {
      // The signal may have found a wait that was just over.
      Thread.interrupted();
      deliverInput();
    }
    loop.background().deliver();
    endpoints.forgotten().stop();
    loop.dispatchersInUse().cancelAll();
    // The callback that asked for it is called for the cancel; work that it begins then goes no
    // further.
    loop.dispatcher().monitor(Duration.ZERO);
    loop.ending().callNoMore();
    loop.dispatchersInUse().cancelAll();
    endpoints.inUse().forEach(SocketEndpoint::end);
    loop.dispatcher().monitor(left());
    endpoints.losses().atEnd(limit);
  }

  /**
   * Lets in who waits to be let in, and delivers what has come; timers and idle tasks bring none.
   */
  private void deliverInput() {
    long before;
    boolean held;
    do {
      before = loop.ioCalls();
      loop.dispatcher().monitor(Duration.ZERO);
      held = endpoints.inUse().stream().anyMatch(SocketEndpoint::owesInput);
      if (held && loop.ioCalls() == before) {
        // Its peer has to take the answers to what came before.
        loop.dispatcher().monitor(HELD_INPUT_PAUSE);
      }
    } while (!loop.ending().hasExited() && (held || loop.ioCalls() > before) && !left().isZero());
  }

  private Duration left() {
    return loop.waits().left(limit, deadline);
  }
}
