package io.echod.net.drain;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.net.Connection;
import io.echod.net.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graceful end of a server: accepts no new client, has everything that was received handled,
 * ends every connection, and cuts those that are not done in time. Belongs to the dispatcher's
 * thread.
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
 * <p>A connection is read from, by its handlers alone, until nothing more of it has arrived, and
 * none that its layers delay is left. While its reading is paused, as by answers that its peer does
 * not read, it waits. An answer that comes from elsewhere, after everything was read, comes too
 * late: pause the reading before the last bytes are read, and resume it when the answer is written.
 */
public final class Drain {

  /**
   * How often to look who is done. Nearly all are at the beginning; no notice comes of a pause that
   * ends when everything has been read. While it lasts, a pause costs no system call.
   */
  private static final Duration LOOK = Duration.ofMillis(10);

  private final Dispatcher dispatcher;
  private final DrainCompletion completion;

  /** In the order found, which a simulation may rely on. */
  private final Set<Connection> left = new LinkedHashSet<>();

  private @Nullable Callback deadline;
  private @Nullable Callback look;

  /** Whether all that are to be ended are known. */
  private boolean found;

  private boolean late;
  private boolean over;
  private int cut;

  private Drain(Dispatcher dispatcher, DrainCompletion completion) {
    this.dispatcher = dispatcher;
    this.completion = completion;
  }

  /**
   * Begins; listeners are closed when this returns, connections are ended from the end of the turn
   * on, so that a handler that begins a drain may still answer.
   *
   * @param timeout how long connections have to take what is theirs; zero: until the next turn
   * @param completion is notified at the end; not where the dispatcher is closed before
   * @throws IllegalArgumentException where the timeout is negative
   */
  public static void begin(Dispatcher dispatcher, Duration timeout, DrainCompletion completion) {
    Objects.requireNonNull(completion, "no completion");
    try (Claim _ = dispatcher.claim(2 * StackRoom.TO_OPEN)) {
      Drain drain = new Drain(dispatcher, completion);
      try {
        drain.begin(timeout);
      } catch (Throwable failure) {
        drain.stop();
        throw failure;
      }
    }
  }

  private void begin(Duration timeout) {
    deadline = dispatcher.after(timeout, (_, _) -> outOfTime()).name("drain timeout");
    look = dispatcher.every(LOOK, LOOK, (_, _) -> look()).name("drain");
    for (Endpoint endpoint : dispatcher.endpoints()) {
      if (endpoint instanceof Listener listener) {
        listener.drain();
      }
    }
    if (!dispatcher.isClosed()) {
      dispatcher.defer(this::look);
    }
  }

  private void stop() {
    over = true;
    if (deadline != null) {
      deadline.cancel();
    }
    if (look != null) {
      look.cancel();
    }
  }

  /** Does what there is to do. With no memory for that, the next look does it. */
  private void look() {
    if (over || dispatcher.isClosed()) {
      return;
    }
    try {
      find();
      if (late) {
        cutStragglers();
      }
      endThoseThatAreDone();
      endIfNoneIsLeft();
    } catch (OutOfMemoryError lackOfMemory) {
      // There will be another look.
    }
  }

  private void find() {
    if (found) {
      return;
    }
    for (Endpoint endpoint : dispatcher.endpoints()) {
      if (endpoint instanceof Connection connection
          && connection.isAccepted()
          && !left.contains(connection)) {
        connection.onClose(this::closed);
        left.add(connection);
      }
    }
    found = true;
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
    if (!connection.isReady() && hasInput(connection)) {
      // Its layers read that, and handlers what comes behind it.
      return false;
    }
    if (!dispatcher.isAwaited(connection, Reason.READ)) {
      return true;
    }
    if (dispatcher.isHeld(connection, Reason.READ) || connection.keepsInput()) {
      return false;
    }
    if (connection.isInputEnded()) {
      return true;
    }
    return !dispatcher.isPaused(connection, Reason.READ) && !hasInput(connection);
  }

  private static boolean hasInput(Connection connection) {
    try {
      return connection.isReadable();
    } catch (IOException unwatchable) {
      return false;
    }
  }

  private void closed(Connection connection) {
    left.remove(connection);
    endIfNoneIsLeft();
  }

  private void endIfNoneIsLeft() {
    if (found && !over && left.isEmpty()) {
      stop();
      completion.done(cut);
    }
  }

  private void outOfTime() {
    late = true;
    if (found) {
      look();
    }
  }

  private void cutStragglers() {
    List<Connection> stragglers = List.copyOf(left);
    cut = Math.max(cut, stragglers.size());
    stragglers.forEach(Connection::abort);
  }
}
