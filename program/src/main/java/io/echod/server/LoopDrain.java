package io.echod.server;

import io.echod.dispatcher.Dispatcher;
import io.echod.net.drain.Drain;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a loop: its connections are drained, those as well that other loops had accepted for
 * it and that arrive meanwhile; then its dispatcher closes. Lives on the dispatcher's thread.
 */
final class LoopDrain {

  /** How often a drained loop looks for connections that are under way to it. */
  private static final Duration UNDER_WAY_LOOK = Duration.ofMillis(1);

  private final Dispatcher dispatcher;

  /** Null where each dispatcher keeps what it accepts. */
  private final @Nullable BalancedLoop balanced;

  private final Duration timeout;
  private final long begunNanos;

  /** Drains that have not ended: more than one where clients arrive. */
  private int drains;

  private int cut;

  /** For a loop that ends now, within so long. */
  LoopDrain(Dispatcher dispatcher, @Nullable BalancedLoop balanced, Duration timeout) {
    this.dispatcher = dispatcher;
    this.balanced = balanced;
    this.timeout = timeout;
    begunNanos = dispatcher.kernel().nanoTime();
  }

  /** Drains the connections that are open; called again for each that arrives later. */
  void drain() {
    drains++;
    Drain.begin(dispatcher, left(), this::drained);
  }

  private Duration left() {
    Duration left = timeout.minusNanos(dispatcher.kernel().nanoTime() - begunNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void drained(int connectionsCut) {
    drains--;
    cut += connectionsCut;
    end();
  }

  private void end() {
    if (drains > 0) {
      return;
    }
    if (balanced != null && !balanced.leave() && !left().isZero()) {
      dispatcher.after(UNDER_WAY_LOOK, (_, _) -> end()).name("connections under way");
      return;
    }
    dispatcher.close();
    if (cut > 0) {
      System.getLogger(EchoLoop.class.getName())
          .log(Level.WARNING, "connections cut at the drain timeout: " + cut);
    }
  }
}
