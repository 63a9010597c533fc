package io.echod.tcp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.BacklogFullException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to connect, and who is told of its outcome. Belongs to the dispatcher's thread.
 *
 * <p>A Unix socket with a full backlog is tried again, after a millisecond and then ever more
 * rarely, up to ten times a second: the system tells nobody when there is room.
 */
public final class Connector {

  private static final Duration FIRST_DELAY = Duration.ofMillis(1);
  private static final Duration DELAY_MAX = Duration.ofMillis(100);

  private final Dispatcher dispatcher;
  private final SocketAddress address;
  private final ConnectionOptions options;
  private final Outcome outcome;

  /** How it went is known, and will be told at the end of the turn. */
  private boolean decided;

  /** It was told how it went, or cancelled: nothing is told any more. */
  private boolean over;

  private @Nullable Connection connection;
  private @Nullable Callback timer;
  private @Nullable Callback retry;
  private Duration delay = FIRST_DELAY;

  /** Is told how an attempt went: exactly one of the two, once, at the end of a turn. */
  public interface Outcome {

    /** The connection is open. */
    void connected(Connection connection);

    /** There is none; the message names the address. */
    void failed(IOException failure);
  }

  private Connector(
      Dispatcher dispatcher, SocketAddress address, ConnectionOptions options, Outcome outcome) {
    this.dispatcher = dispatcher;
    this.address = address;
    this.options = options;
    this.outcome = outcome;
  }

  /**
   * Connects, at most for {@link ConnectionOptions#connectTimeout}. Every failure goes to the
   * outcome: an address that can't be resolved, a refusal, a timeout, a dispatcher that is closed
   * meanwhile.
   *
   * @return the attempt, which can be cancelled
   */
  public static Connector connect(
      Dispatcher dispatcher, SocketAddress address, ConnectionOptions options, Outcome outcome) {
    Connector connector = new Connector(dispatcher, address, options, outcome);
    try (Claim _ = dispatcher.claim()) {
      dispatcher.checkUsable();
      connector.startTimer();
      connector.attempt();
    }
    return connector;
  }

  /**
   * The same with a function for each outcome: exactly one of the two is called, once, at the end
   * of a turn.
   */
  public static Connector connect(
      Dispatcher dispatcher,
      SocketAddress address,
      ConnectionOptions options,
      Consumer<Connection> connected,
      Consumer<IOException> failed) {
    return connect(
        dispatcher,
        address,
        options,
        new Outcome() {
          @Override
          public void connected(Connection connection) {
            connected.accept(connection);
          }

          @Override
          public void failed(IOException failure) {
            failed.accept(failure);
          }
        });
  }

  private void startTimer() {
    if (!options.connectTimeout().isZero()) {
      timer =
          dispatcher
              .after(options.connectTimeout(), (_, _) -> timedOut())
              .name("connect timeout of " + Names.url(address));
    }
  }

  private void attempt() {
    try {
      Connection begun = Connection.connect(dispatcher, address, options);
      connection = begun;
      begun
          .onIo(
              Reason.WRITE | Reason.CANCEL, (callback, reason) -> advance(begun, callback, reason))
          .name("connect to " + Names.url(address));
    } catch (BacklogFullException full) {
      tryAgainLater();
    } catch (IOException failure) {
      fail(failure);
    } catch (Throwable broken) {
      // The caller is told, or the log: nothing may go on behind its back.
      cancel();
      throw broken;
    }
  }

  private void tryAgainLater() {
    retry =
        dispatcher
            .after(
                delay,
                (_, reason) -> {
                  retry = null;
                  if (reason == Reason.CANCEL) {
                    fail(closedMeanwhile());
                  } else {
                    attempt();
                  }
                })
            .name("connect again to " + Names.url(address))
            .notifyCancel();
    Duration doubled = delay.multipliedBy(2);
    delay = doubled.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : doubled;
  }

  private void advance(Connection begun, Callback callback, int reason) {
    try {
      if (reason == Reason.CANCEL) {
        fail(closedMeanwhile());
      } else if (begun.complete()) {
        decide(this::hand);
        callback.cancel();
      }
    } catch (IOException failure) {
      fail(failure);
    }
  }

  private SocketException closedMeanwhile() {
    return new SocketException(
        "can't connect to " + Names.url(address) + ": closed while connecting");
  }

  private void timedOut() {
    fail(new SocketTimeoutException("can't connect to " + Names.url(address) + ": timed out"));
    closeConnection();
  }

  private void fail(IOException failure) {
    decide(() -> outcome.failed(failure));
  }

  /** Has the outcome told at the end of the turn, unless it is cancelled before. */
  private void decide(Runnable told) {
    if (decided || over) {
      return;
    }
    decided = true;
    stopTimers();
    dispatcher.defer(() -> {
      if (!over) {
        over = true;
        told.run();
      }
    });
  }

  private void hand() {
    Connection open = connection;
    if (open == null) {
      throw new IllegalStateException("connected to " + Names.url(address) + " by nothing");
    }
    if (dispatcher.isClosed()) {
      // In this very turn: nothing could be registered for the connection any more.
      open.close();
      outcome.failed(
          new SocketException(
              "can't connect to " + Names.url(address) + ": the dispatcher was closed"));
      return;
    }
    try {
      outcome.connected(open);
    } catch (Throwable failure) {
      // Nobody has it now.
      open.close();
      throw failure;
    }
  }

  /**
   * Ends the attempt: neither outcome is told any more, and what there is of a connection is
   * closed.
   *
   * @return whether it was under way: false where an outcome was told before, and after the first
   *     call
   */
  public boolean cancel() {
    try (Claim _ = dispatcher.claim()) {
      if (over) {
        return false;
      }
      over = true;
      stopTimers();
      closeConnection();
      return true;
    }
  }

  /** The address it connects to. */
  public SocketAddress address() {
    return address;
  }

  private void closeConnection() {
    if (connection != null) {
      connection.close();
    }
  }

  private void stopTimers() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
  }

  @Override
  public String toString() {
    return "connect to " + Names.url(address);
  }
}
