package io.echod.tcp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** An attempt to connect, and who is told of its outcome. */
public final class Connector {

  private final Dispatcher dispatcher;
  private final Outcome outcome;
  private boolean told;
  private @Nullable Callback timer;

  /** Is told how an attempt went: exactly one of the two, once, at the end of a turn. */
  public interface Outcome {

    /** The connection is open. */
    void connected(Connection connection);

    /** There is none; the message names the address. */
    void failed(IOException failure);
  }

  private Connector(Dispatcher dispatcher, Outcome outcome) {
    this.dispatcher = dispatcher;
    this.outcome = outcome;
  }

  /**
   * Connects, at most for {@link ConnectionOptions#connectTimeout}. Every failure goes to the
   * outcome: an address that can't be resolved, a refusal, a timeout.
   */
  public static void connect(
      Dispatcher dispatcher, SocketAddress address, ConnectionOptions options, Outcome outcome) {
    Connector connector = new Connector(dispatcher, outcome);
    try {
      Connection connection = Connection.connect(dispatcher, address, options);
      connector.await(connection, address, options);
    } catch (IOException failure) {
      connector.fail(failure);
    }
  }

  private void await(Connection connection, SocketAddress address, ConnectionOptions options) {
    if (!options.connectTimeout().isZero()) {
      timer =
          dispatcher
              .after(
                  options.connectTimeout(),
                  (_, _) -> {
                    String name = Names.url(address);
                    connection.close();
                    fail(new SocketTimeoutException("can't connect to " + name + ": timed out"));
                  })
              .name("connect timeout");
    }
    connection
        .onIo(
            Reason.WRITE | Reason.CANCEL,
            (callback, reason) -> advance(connection, address, callback, reason))
        .name("connect to " + Names.url(address));
  }

  private void advance(
      Connection connection, SocketAddress address, Callback callback, int reason) {
    try {
      if (reason == Reason.CANCEL) {
        fail(
            new SocketException(
                "can't connect to " + Names.url(address) + ": closed while connecting"));
      } else if (connection.complete()) {
        callback.cancel();
        stopTimer();
        if (!told) {
          told = true;
          dispatcher.defer(() -> hand(connection, address));
        }
      }
    } catch (IOException failure) {
      fail(failure);
    }
  }

  private void hand(Connection connection, SocketAddress address) {
    if (dispatcher.isClosed()) {
      // In this very turn: nothing could be registered for the connection any more.
      connection.close();
      outcome.failed(
          new SocketException(
              "can't connect to " + Names.url(address) + ": the dispatcher was closed"));
      return;
    }
    try {
      outcome.connected(connection);
    } catch (Throwable failure) {
      // Nobody has it now.
      connection.close();
      throw failure;
    }
  }

  private void fail(IOException failure) {
    stopTimer();
    if (!told) {
      told = true;
      dispatcher.defer(() -> outcome.failed(failure));
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
