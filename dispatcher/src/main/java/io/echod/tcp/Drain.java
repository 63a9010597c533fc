package io.echod.tcp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The graceful end of a server: accepts nobody new, has everything that was received handled, ends
 * every connection, and cuts those that are not done in time. Belongs to the dispatcher's thread.
 *
 * <pre>
 *  begin ──▶ those who wait are accepted, listeners close
 *    └─▶ each connection: received bytes left ──▶ its own handlers read them ──▶ close
 *          └─ none left, or nobody reads them ────────────────────────────────────┘ │
 *                                       all have closed, or are cut at the deadline ▼ done
 * </pre>
 *
 * <p>A connection is closed as {@link Connection#close} does it: what is queued is written first.
 * It takes part where a listener of this dispatcher has accepted it; connections made from here
 * stay, and so do timers and other callbacks: closing the dispatcher, once the drain is over, ends
 * those.
 *
 * <p>A connection is read from, by its handlers alone, until nothing more of it has arrived. While
 * its reading is paused, as by answers that its peer does not read, it waits. An answer that comes
 * from elsewhere, after everything was read, comes too late: pause the reading before the last
 * bytes are read, and resume it when the answer is written.
 */
public final class Drain {

  /**
   * How often to look who is done. Nearly all are at the beginning; nothing else tells of a pause
   * that ends when everything has been read. While it lasts, a pause costs no system call.
   */
  private static final Duration LOOK = Duration.ofMillis(10);

  private final Dispatcher dispatcher;
  private final DrainCompletion completion;

  /** In the order found, which a simulation may rely on. */
  private final Set<Connection> left = new LinkedHashSet<>();

  private final Callback deadline;
  private final Callback look;
  private int cut;

  private Drain(Dispatcher dispatcher, Duration timeout, DrainCompletion completion) {
    this.dispatcher = dispatcher;
    this.completion = completion;
    deadline = dispatcher.after(timeout, (_, _) -> cutStragglers()).name("drain timeout");
    look = dispatcher.every(LOOK, LOOK, (_, _) -> endThoseThatAreDone()).name("drain");
  }

  /**
   * Begins; listeners are closed when this returns, connections are ended from the end of the turn
   * on, so that a handler that begins a drain may still answer.
   *
   * @param timeout how long connections have to take what is theirs; zero: until the next turn
   * @param completion is told at the end; not where the dispatcher is closed before
   * @throws IllegalArgumentException where the timeout is negative
   */
  public static void begin(Dispatcher dispatcher, Duration timeout, DrainCompletion completion) {
    Drain drain = new Drain(dispatcher, timeout, completion);
    for (Endpoint endpoint : dispatcher.endpoints()) {
      if (endpoint instanceof Listener listener) {
        listener.drain();
      }
    }
    if (!dispatcher.isClosed()) {
      dispatcher.defer(drain::endConnections);
    }
  }

  private void endConnections() {
    if (dispatcher.isClosed()) {
      return;
    }
    for (Endpoint endpoint : dispatcher.endpoints()) {
      if (endpoint instanceof Connection connection && connection.isAccepted()) {
        left.add(connection);
      }
    }
    List.copyOf(left).forEach(connection -> connection.onClose(this::closed));
    endThoseThatAreDone();
    endIfNoneIsLeft();
  }

  private void endThoseThatAreDone() {
    for (Connection connection : List.copyOf(left)) {
      if (connection.isOpen() && isDone(connection)) {
        connection.close();
      }
    }
  }

  /** Whether nothing has come that a handler will still read. */
  private boolean isDone(Connection connection) {
    if (connection.isInputEnded() || !dispatcher.isAwaited(connection, Reason.READ)) {
      return true;
    }
    try {
      return !dispatcher.isPaused(connection, Reason.READ) && !connection.isReadable();
    } catch (IOException unwatchable) {
      return true;
    }
  }

  private void closed(Connection connection) {
    left.remove(connection);
    endIfNoneIsLeft();
  }

  private void endIfNoneIsLeft() {
    if (left.isEmpty()) {
      deadline.cancel();
      look.cancel();
      completion.done(cut);
    }
  }

  private void cutStragglers() {
    cut = left.size();
    List.copyOf(left).forEach(Connection::abort);
  }
}
