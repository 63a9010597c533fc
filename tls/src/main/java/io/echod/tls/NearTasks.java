package io.echod.tls;

import io.echod.dispatcher.Dispatcher;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The computations of one dispatcher's handshakes that run on its own thread: one in a turn at
 * most, so that established connections wait for one at most. Those that come meanwhile wait for
 * the next turns, up to a limit. Beyond it, all go to other threads until those have done with
 * them:
 *
 * <pre>
 *   NEAR ── more wait than may ──▶ FAR ── none is elsewhere any more ──▶ NEAR
 * </pre>
 *
 * <p>A long computation, as a client can ask for by its choice of a group, delays others as well:
 * behind it none runs here for ten times as long as it took beyond a millisecond.
 */
final class NearTasks {

  static final long LONG_NANOS = 1_000_000;
  static final int REST_FACTOR = 10;

  /** A handshake's computation. */
  interface Pending {
    /** Whether its handshake has neither failed nor been closed. */
    boolean isWanted();

    /** Computes, and goes on with the handshake. */
    void run();

    /** Has others compute; {@link NearTasks#doneElsewhere} follows, or none of them takes it. */
    boolean handOver();
  }

  private final Dispatcher dispatcher;
  private final LongSupplier clock;
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();

  /** How many others compute or are to compute. */
  private int elsewhere;

  /** One has run in this turn or the one before, or some wait: {@link #nextTurn} will come. */
  private boolean isTaken;

  private long restsFromNanos;
  private long restNanos;

  NearTasks(Dispatcher dispatcher) {
    this(dispatcher, dispatcher.kernel()::nanoTime);
  }

  NearTasks(Dispatcher dispatcher, LongSupplier clock) {
    this.dispatcher = dispatcher;
    this.clock = clock;
  }

  /** Runs it at once where this turn has run none and none waits; whether it has. */
  boolean runAtOnce(Runnable task) {
    if (isTaken || elsewhere > 0 || isResting()) {
      return false;
    }
    take();
    runTimed(task);
    return true;
  }

  /** Has it run later, here or elsewhere. */
  void add(Pending task, int waitingMax) {
    if (elsewhere > 0 || isResting()) {
      handOver(task);
    } else if (waiting.size() < waitingMax) {
      waiting.add(task);
      take();
    } else {
      handOver(task);
      handOverAll();
    }
  }

  /** One that was handed over is done. On the dispatcher's thread. */
  void doneElsewhere() {
    elsewhere--;
  }

  private void take() {
    if (!isTaken) {
      isTaken = true;
      awaitTurn();
    }
  }

  private void awaitTurn() {
    dispatcher.after(0, (_, _) -> nextTurn()).name("TLS handshakes");
  }

  private void nextTurn() {
    if (isResting()) {
      handOverAll();
    }
    Pending next = nextWanted();
    if (next == null) {
      isTaken = false;
      return;
    }
    awaitTurn();
    runTimed(next::run);
  }

  private @Nullable Pending nextWanted() {
    Pending next = waiting.poll();
    while (next != null && !next.isWanted()) {
      next = waiting.poll();
    }
    return next;
  }

  private void runTimed(Runnable task) {
    long start = clock.getAsLong();
    task.run();
    long end = clock.getAsLong();
    restsFromNanos = end;
    restNanos = Math.max(0, end - start - LONG_NANOS) * REST_FACTOR;
  }

  private boolean isResting() {
    return restNanos > 0 && clock.getAsLong() - restsFromNanos < restNanos;
  }

  private void handOverAll() {
    for (Pending next = nextWanted(); next != null; next = nextWanted()) {
      handOver(next);
    }
  }

  private void handOver(Pending task) {
    if (task.handOver()) {
      elsewhere++;
    }
  }
}
