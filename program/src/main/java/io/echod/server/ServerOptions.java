package io.echod.server;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.net.ConnectionOptions;
import io.echod.net.ListenerOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How an echo server behaves. Limits on connections, and timeouts of idle ones, belong in here,
 * too.
 *
 * @param addresses to listen on, one or more; port 0 lets the system pick one
 * @param dispatchers threads, each with a dispatcher and listening sockets of its own; 1 to 1024
 * @param bufferBytes read from a connection in one turn at most; 1 byte to 16 MiB
 * @param backlog connections that may wait to be accepted, on each listening socket
 * @param connections how the clients' connections behave; the limit of all their queues together is
 *     that of the server, of which each dispatcher has an equal share
 * @param drainTimeout how long clients have to take what is theirs when the server stops; zero:
 *     none
 * @param dispatcher the limits of each dispatcher, and how it waits
 * @param trace reads the account of what the dispatchers and endpoints do, on their threads
 * @param clientLog is given each client, at its beginning and at its end
 */
public record ServerOptions(
    List<InetSocketAddress> addresses,
    int dispatchers,
    int bufferBytes,
    int backlog,
    ConnectionOptions connections,
    Duration drainTimeout,
    DispatcherOptions dispatcher,
    Optional<Consumer<String>> trace,
    Optional<ClientLog> clientLog) {

  /** The port that echod is known by. */
  public static final int DEFAULT_PORT = 10234;

  /** What one read takes at most, by default: more saves nothing, less costs calls. */
  public static final int DEFAULT_BUFFER_BYTES = 256 * 1024;

  /** What one read may take at most. */
  public static final int BUFFER_BYTES_MAX = 16 << 20;

  /** As many dispatchers as there may be. */
  public static final int DISPATCHERS_MAX = 1024;

  /** Checks the ranges. */
  public ServerOptions {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no address to listen on");
    }
    if (dispatchers < 1 || dispatchers > DISPATCHERS_MAX) {
      throw new IllegalArgumentException(
          "dispatchers must be 1 to " + DISPATCHERS_MAX + ", not " + dispatchers);
    }
    if (bufferBytes < 1 || bufferBytes > BUFFER_BYTES_MAX) {
      throw new IllegalArgumentException(
          "buffer must be 1 byte to " + BUFFER_BYTES_MAX + " bytes, not " + bufferBytes);
    }
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException("drain timeout must be 0 or more, not " + drainTimeout);
    }
    // What one read brought in always fits: the server reads while the low mark or less is queued.
    long needed = (long) connections.queuedBytesLow() + bufferBytes;
    if (connections.queuedBytesMax() < needed) {
      if (needed > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "queuedBytesLow and buffer must be 2 GiB at most together, not " + needed + " bytes");
      }
      connections = connections.withQueue((int) needed, connections.queuedBytesLow());
    }
  }

  /**
   * The defaults, for the same addresses on as many dispatchers as there are processors, but one:
   * that is left to the system, which does half of the work, and to whoever else is there.
   */
  public static ServerOptions on(InetSocketAddress... addresses) {
    return new ServerOptions(
        List.of(addresses),
        Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
        DEFAULT_BUFFER_BYTES,
        ListenOptions.DEFAULT.backlog(),
        ConnectionOptions.DEFAULT,
        Duration.ofSeconds(10),
        DispatcherOptions.DEFAULT.withBusyPoll(BusyPoll.AUTO),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with another number of dispatchers. */
  public ServerOptions withDispatchers(int count) {
    return new ServerOptions(
        addresses,
        count,
        bufferBytes,
        backlog,
        connections,
        drainTimeout,
        dispatcher,
        trace,
        clientLog);
  }

  /** The same with another buffer. */
  public ServerOptions withBufferBytes(int bytes) {
    return new ServerOptions(
        addresses,
        dispatchers,
        bytes,
        backlog,
        connections,
        drainTimeout,
        dispatcher,
        trace,
        clientLog);
  }

  /** The same with other connections. */
  public ServerOptions withConnections(ConnectionOptions other) {
    return new ServerOptions(
        addresses,
        dispatchers,
        bufferBytes,
        backlog,
        other,
        drainTimeout,
        dispatcher,
        trace,
        clientLog);
  }

  /** The same with another time to drain. */
  public ServerOptions withDrainTimeout(Duration timeout) {
    return new ServerOptions(
        addresses,
        dispatchers,
        bufferBytes,
        backlog,
        connections,
        timeout,
        dispatcher,
        trace,
        clientLog);
  }

  /** The same with other dispatchers. */
  public ServerOptions withDispatcher(DispatcherOptions other) {
    return new ServerOptions(
        addresses,
        dispatchers,
        bufferBytes,
        backlog,
        connections,
        drainTimeout,
        other,
        trace,
        clientLog);
  }

  /** The same with a reader of the trace. */
  public ServerOptions withTrace(Consumer<String> reader) {
    return new ServerOptions(
        addresses,
        dispatchers,
        bufferBytes,
        backlog,
        connections,
        drainTimeout,
        dispatcher,
        Optional.of(reader),
        clientLog);
  }

  /** The same with a log of clients. */
  public ServerOptions withClientLog(ClientLog log) {
    return new ServerOptions(
        addresses,
        dispatchers,
        bufferBytes,
        backlog,
        connections,
        drainTimeout,
        dispatcher,
        trace,
        Optional.of(log));
  }

  /** How its sockets listen; {@code joins} those that have the port already. */
  ListenerOptions listener(boolean joins) {
    long share = Math.max(1, connections.queuedBytesTotalMax() / dispatchers);
    return ListenerOptions.DEFAULT
        .withSocket(new ListenOptions(backlog, joins, 0))
        .withConnections(connections.withQueueTotal(share));
  }
}
