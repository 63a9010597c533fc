package io.echod.measure.ping;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out for how long a connection may be silent: each is silent for longer than the one before,
 * twice as long, until one is dropped; then the time between the two is halved. A connection is
 * alive when a byte that is sent after the silence comes back. Belongs to the dispatcher's thread;
 * when it is over, the dispatcher has nothing left to monitor.
 */
public final class IdleSearch {

  /** The timeout is found when it is known to within this share. */
  private static final double PRECISION = 0.05;

  /** Receives how it goes. */
  public interface Listener {

    /** A connection was alive after a silence. */
    void survived(Duration silence);

    /**
     * A connection was dropped.
     *
     * @param silence that it was to have
     * @param notice when that was noticed
     * @param why what was seen
     */
    void dropped(Duration silence, Duration notice, String why);

    /** The search can't go on. */
    void failed(IOException why);
  }

  private final Dispatcher dispatcher;
  private final SocketAddress address;
  private final ConnectionOptions options;
  private final Duration answerTimeout;
  private final Duration longest;
  private final Listener listener;
  private final ByteBuffer buffer = ByteBuffer.allocate(64);
  private Duration silence;
  private Duration alive = Duration.ZERO;
  private @Nullable Duration dropped;
  private @Nullable Connection connection;
  private @Nullable Connector connector;
  private @Nullable Callback timer;
  private boolean awaitsAnswer;
  private boolean isWarm;
  private boolean over;
  private boolean interrupted;
  private long silentSinceNanos;

  /**
   * Begins nothing yet.
   *
   * @param first silence, more than 0
   * @param longest silence to try, first or more
   * @param answerTimeout how long an answer may take before the connection counts as dropped
   */
  public IdleSearch(
      Dispatcher dispatcher,
      SocketAddress address,
      ConnectionOptions options,
      Duration first,
      Duration longest,
      Duration answerTimeout,
      Listener listener) {
    this.dispatcher = dispatcher;
    this.address = address;
    this.options = options;
    this.longest = longest;
    this.answerTimeout = answerTimeout;
    this.listener = listener;
    silence = first;
  }

  /** Begins with the first connection. */
  public void start() {
    isWarm = false;
    awaitsAnswer = false;
    connector =
        Connector.connect(
            dispatcher,
            address,
            options,
            this::connected,
            failure -> {
              finish();
              listener.failed(failure);
            });
  }

  private void connected(Connection made) {
    connector = null;
    connection = made;
    made.onClose(closed ->
        ended(
            closed,
            closed
                .failure()
                .map(IOException::getMessage)
                .orElse("the server ended the connection")));
    made.whenReady(ready -> {
      ready.onIo(Reason.READ, (_, _) -> read(ready)).name("ping");
      // A connection that was used once is known to everything on the way.
      ask(ready);
    });
  }

  private void ask(Connection open) {
    awaitsAnswer = true;
    timer = dispatcher.after(answerTimeout, (_, _) -> ended(open, "no answer"));
    try {
      open.write(buffer.clear().limit(1));
    } catch (IOException lost) {
      ended(open, String.valueOf(lost.getMessage()));
    }
  }

  private void read(Connection open) {
    try {
      int count = open.read(buffer.clear());
      if (count == Connection.END) {
        ended(open, "the server ended the connection");
        return;
      }
      if (count == 0) {
        return;
      }
    } catch (IOException lost) {
      ended(open, String.valueOf(lost.getMessage()));
      return;
    }
    if (!awaitsAnswer) {
      return;
    }
    awaitsAnswer = false;
    cancelTimer();
    if (isWarm) {
      alive = silence;
      leave();
      listener.survived(alive);
      next();
    } else {
      isWarm = true;
      silentSinceNanos = dispatcher.kernel().nanoTime();
      timer = dispatcher.after(silence, (_, _) -> ask(open));
    }
  }

  private void ended(Connection closed, String why) {
    if (connection != closed || over) {
      return;
    }
    leave();
    if (!isWarm) {
      finish();
      listener.failed(new SocketException("the first byte did not come back: " + why));
      return;
    }
    dropped = silence;
    Duration notice = Duration.ofNanos(dispatcher.kernel().nanoTime() - silentSinceNanos);
    if (notice.compareTo(silence) < 0) {
      // Its end came during the silence: so much is enough.
      dropped = notice;
    }
    listener.dropped(silence, notice, why);
    next();
  }

  private void next() {
    Duration upper = dropped;
    if (upper == null) {
      if (silence.compareTo(longest) >= 0) {
        finish();
        return;
      }
      Duration doubled = silence.multipliedBy(2);
      silence = doubled.compareTo(longest) > 0 ? longest : doubled;
    } else {
      Duration between = upper.minus(alive);
      if (between.toNanos() <= upper.toNanos() * PRECISION) {
        finish();
        return;
      }
      silence = alive.plus(between.dividedBy(2));
    }
    start();
  }

  private void leave() {
    cancelTimer();
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /** Ends it early, with what is known so far. */
  public void stop() {
    interrupted = !over;
    finish();
  }

  /** Whether it was ended early. */
  public boolean isInterrupted() {
    return interrupted;
  }

  private void finish() {
    over = true;
    leave();
    if (connector != null) {
      connector.cancel();
      connector = null;
    }
  }

  /** The longest silence that a connection has survived; 0 where none has. */
  public Duration alive() {
    return alive;
  }

  /** The shortest silence after which one was dropped; null where none was. */
  public @Nullable Duration dropped() {
    return dropped;
  }
}
