package io.echod.net.host;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.part.OneReport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to connect to a host: looks its addresses up on another thread and tries them one
 * after the other, in the order of RFC 8305, section 4, until one answers. Belongs to the
 * dispatcher's thread.
 *
 * <pre>
 *  looking up ──▶ connecting to the first ──▶ … to the last ──▶ failed
 *      │                    └────────────────────┴──▶ connected
 *      └── no address, timeout ──▶ failed
 * </pre>
 */
public final class HostConnector {

  private final Dispatcher dispatcher;
  private final String host;
  private final ConnectionOptions options;
  private final Connector.Outcome outcome;
  private Iterator<SocketAddress> untried = List.<SocketAddress>of().iterator();

  /** The limit of the lookup, while that is under way. */
  private @Nullable Callback limit;

  private @Nullable Connector attempt;

  /** Why the addresses before the one under way have failed, or why there is no connection. */
  private @Nullable IOException failure;

  /** The report that there is no connection. */
  private final OneReport report;

  private HostConnector(
      Dispatcher dispatcher, String host, ConnectionOptions options, Connector.Outcome outcome) {
    this.dispatcher = dispatcher;
    this.host = host;
    this.options = options;
    this.outcome = outcome;
    report = new OneReport(dispatcher, this::report);
  }

  /**
   * Connects. The lookup, and each address, may take {@link ConnectionOptions#connectTimeout};
   * where that is zero, nothing is registered with the dispatcher during the lookup, and a
   * dispatcher that is closed in that time reports nothing. Every other failure goes to the
   * outcome: no address, the refusal by the last address with those before it as suppressed ones, a
   * timeout, a dispatcher that is closed meanwhile.
   *
   * @param host how messages name the host
   * @param addresses the lookup, which another thread may complete
   * @param outcome is called once, at the end of a turn
   * @return the attempt, which can be cancelled
   * @throws IllegalStateException on another thread than the dispatcher's, and after its close
   */
  public static HostConnector connect(
      Dispatcher dispatcher,
      String host,
      CompletionStage<List<SocketAddress>> addresses,
      ConnectionOptions options,
      Connector.Outcome outcome) {
    HostConnector connector = new HostConnector(dispatcher, host, options, outcome);
    try (Claim _ = dispatcher.claim(StackRoom.TO_OPEN)) {
      dispatcher.checkUsable();
      connector.lookUp(addresses);
    } catch (Throwable refused) {
      // The caller gets the exception: the attempt must not go on after it.
      connector.report.end();
      connector.stopLimit();
      throw refused;
    }
    return connector;
  }

  private void lookUp(CompletionStage<List<SocketAddress>> addresses) {
    if (!options.connectTimeout().isZero()) {
      limit =
          dispatcher
              .after(options.connectTimeout(), (_, reason) -> notFound(reason))
              .name("lookup of " + host)
              .notifyCancel();
    }
    addresses.whenComplete((found, failed) -> {
      try {
        dispatcher.post(() -> found(found, failed));
      } catch (RejectedExecutionException closed) {
        // The close has reported the outcome.
      }
    });
  }

  private void notFound(int reason) {
    if (limit != null && report.isUnderWay()) {
      limit = null;
      String what = "can't connect to " + host + ": ";
      end(
          reason == Reason.CANCEL
              ? new SocketException(what + "closed while looking up its address")
              : new SocketTimeoutException(what + "looking up its address timed out"));
    }
  }

  private void found(@Nullable List<SocketAddress> addresses, @Nullable Throwable failed) {
    if (!report.isUnderWay()) {
      return;
    }
    if (addresses == null || addresses.isEmpty()) {
      Throwable cause = failed instanceof CompletionException wrapped ? wrapped.getCause() : failed;
      IOException unknown = new UnknownHostException("can't find the host " + host);
      end(cause == null ? unknown : (IOException) unknown.initCause(cause));
      return;
    }
    untried = AddressOrder.interleaved(addresses).iterator();
    tryNext();
    stopLimit();
  }

  private void tryNext() {
    attempt =
        Connector.connect(
            dispatcher, untried.next(), options, this::connected, this::attemptFailed);
  }

  private void connected(Connection connection) {
    report.end();
    outcome.connected(connection);
  }

  private void attemptFailed(IOException why) {
    if (failure != null) {
      why.addSuppressed(failure);
    }
    failure = why;
    if (!untried.hasNext() || dispatcher.isClosed()) {
      end(why);
      return;
    }
    try {
      tryNext();
    } catch (Throwable broken) {
      // Out of here only the log would hear of it.
      end(why);
      throw broken;
    }
  }

  private void end(IOException why) {
    failure = why;
    report.decide();
    stopLimit();
  }

  private void report() {
    IOException why = failure;
    if (why != null) {
      outcome.failed(why);
    }
  }

  private void stopLimit() {
    Callback timer = limit;
    limit = null;
    if (timer != null) {
      timer.cancel();
    }
  }

  /**
   * Ends the attempt: neither outcome is called any more.
   *
   * @return whether it was under way: false where an outcome was called before, and after the first
   *     call
   */
  public boolean cancel() {
    try (Claim _ = dispatcher.claim(2 * StackRoom.TO_END)) {
      if (!report.end()) {
        return false;
      }
      stopLimit();
      if (attempt != null) {
        attempt.cancel();
      }
      return true;
    }
  }

  /** The attempt at the present address; empty during the lookup. */
  public Optional<Connector> attempt() {
    return Optional.ofNullable(attempt);
  }

  @Override
  public String toString() {
    return "connect to " + host;
  }
}
