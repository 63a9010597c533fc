package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.BacklogFullException;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.net.address.Names;
import io.echod.net.part.OneReport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to connect, and the listener for its outcome. Belongs to the dispatcher's thread.
 *
 * <p>A Unix socket with a full backlog is tried again, after a millisecond and then ever more
 * rarely, up to ten times a second: the system does not report when there is room.
 */
public final class Connector {

  private static final Duration FIRST_DELAY = Duration.ofMillis(1);
  private static final Duration DELAY_MAX = Duration.ofMillis(100);

  private final Dispatcher dispatcher;
  private final SocketAddress address;
  private final ConnectionOptions options;
  private final Outcome outcome;

  private final OneReport report;

  /** Why there is no connection; null where there is one. */
  private @Nullable IOException failure;

  private @Nullable Connection connection;
  private @Nullable Callback timer;
  private @Nullable Callback retry;
  private Duration delay = FIRST_DELAY;

  /**
   * Is notified of the outcome of an attempt: one call of exactly one of the two, at the end of a
   * turn.
   */
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
    report = new OneReport(dispatcher, this::report);
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
    Objects.requireNonNull(outcome, "nobody to report the outcome to");
    Connector connector = new Connector(dispatcher, address, options, outcome);
    try (Claim _ = dispatcher.claim(2 * StackRoom.TO_OPEN)) {
      dispatcher.checkUsable();
      connector.startTimer();
      connector.begin();
    }
    return connector;
  }

  /**
   * As above with a function for each outcome: one call of exactly one of the two, at the end of a
   * turn.
   */
  public static Connector connect(
      Dispatcher dispatcher,
      SocketAddress address,
      ConnectionOptions options,
      Consumer<Connection> connected,
      Consumer<IOException> failed) {
    Objects.requireNonNull(connected, "nobody to report a connection to");
    Objects.requireNonNull(failed, "nobody to report a failure to");
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
      String name = "connect timeout of " + Names.url(address);
      timer = dispatcher.after(options.connectTimeout(), (_, _) -> timedOut()).name(name);
    }
  }

  private void begin() {
    try {
      attempt();
    } catch (Throwable broken) {
      // The caller hears of it: the connection must not go on behind its back.
      cancel();
      throw broken;
    }
  }

  private void attempt() {
    try {
      connect();
    } catch (BacklogFullException full) {
      tryAgainLater();
    } catch (IOException refused) {
      decide(refused);
    }
  }

  private void connect() throws IOException {
    String name = "connect to " + Names.url(address);
    Connection begun = Connection.connect(dispatcher, address, options);
    connection = begun;
    begun
        .onIo(Reason.WRITE | Reason.CANCEL, (callback, reason) -> advance(begun, callback, reason))
        .name(name);
  }

  private void tryAgainLater() {
    Duration doubled = delay.plus(delay);
    String name = "connect again to " + Names.url(address);
    retry = dispatcher.after(delay, (_, reason) -> tryAgain(reason)).name(name);
    retry.notifyCancel();
    delay = doubled.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : doubled;
  }

  private void tryAgain(int reason) {
    retry = null;
    if (reason == Reason.CANCEL) {
      decide(failure("closed while connecting"));
      return;
    }
    try {
      attempt();
    } catch (OutOfMemoryError lackOfMemory) {
      // Out of here, only the log would hear of it.
      closeConnection();
      decide(Untold.NOT_CONNECTED.orElseThrow());
    } catch (Throwable broken) {
      cancel();
      throw broken;
    }
  }

  private void advance(Connection begun, Callback callback, int reason) {
    try {
      if (reason == Reason.CANCEL) {
        decide(failure("closed while connecting"));
      } else if (begun.complete()) {
        decide(null);
        callback.cancel();
      }
    } catch (IOException refused) {
      decide(refused);
    }
  }

  private IOException failure(String why) {
    try {
      return new SocketException("can't connect to " + Names.url(address) + ": " + why);
    } catch (OutOfMemoryError lackOfMemory) {
      return Untold.NOT_CONNECTED.orElseThrow();
    }
  }

  private void timedOut() {
    decide(timeoutFailure());
    closeConnection();
  }

  private IOException timeoutFailure() {
    try {
      return new SocketTimeoutException("can't connect to " + Names.url(address) + ": timed out");
    } catch (OutOfMemoryError lackOfMemory) {
      return Untold.NOT_CONNECTED.orElseThrow();
    }
  }

  /**
   * Has the outcome reported at the end of the turn, unless it is cancelled before.
   *
   * @param why null where it is connected
   */
  private void decide(@Nullable IOException why) {
    if (report.isUnderWay()) {
      failure = why;
      report.decide();
      stopTimers();
    }
  }

  private void report() {
    if (failure != null) {
      outcome.failed(failure);
    } else {
      hand();
    }
  }

  private void hand() {
    Connection open = connection;
    if (open == null) {
      throw new IllegalStateException("connected to " + Names.url(address) + " by nothing");
    }
    if (dispatcher.isClosed()) {
      // In this very turn: nothing could be registered for the connection any more.
      open.close();
      outcome.failed(failure("the dispatcher was closed"));
      return;
    }
    try {
      outcome.connected(open);
    } catch (Throwable refused) {
      // The connection has no owner now.
      open.close();
      throw refused;
    }
  }

  /**
   * Ends the attempt: no outcome is reported any more, and a connection begun is closed.
   *
   * @return whether it was under way: false where an outcome was reported before, and after the
   *     first call
   */
  public boolean cancel() {
    try (Claim _ = dispatcher.claim(2 * StackRoom.TO_END)) {
      if (!report.end()) {
        return false;
      }
      stopTimers();
      closeConnection();
      return true;
    }
  }

  /** The address it connects to. */
  public SocketAddress address() {
    return address;
  }

  /** The connection that is being made; null while a full backlog keeps it from being begun. */
  @Nullable Connection underWay() {
    return connection;
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
