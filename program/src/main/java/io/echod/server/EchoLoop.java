package io.echod.server;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.tcp.Connection;
import io.echod.tcp.Listener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One dispatcher's share of an echo server: its listening sockets, its clients, and one buffer for
 * them all. {@link EchoServer} runs several, each on a thread of its own; one by itself is the
 * whole server to whoever brings a thread. Lives on the dispatcher's thread.
 */
public final class EchoLoop {

  private final ServerOptions options;
  private final ByteBuffer buffer;
  private final Dispatcher dispatcher;
  private final List<Listener> listeners = new ArrayList<>();

  /** One handler for all clients: an idle client costs no object of the server's. */
  private final Handler echoHandler = (callback, _) -> echo(callback);

  private final Consumer<Connection> closeListener = this::closed;

  private boolean draining;
  private long open;
  private long closed;
  private long failed;
  private long bytesRead;
  private long bytesEchoed;

  /**
   * Listens on every address, alone; {@link #run} serves. Where the first ports are 0, the system
   * picks one for all of them.
   *
   * @param kernel is owned by the loop's dispatcher, and closed with it
   * @throws IOException where an address can't be listened on; the kernel is closed then
   */
  public EchoLoop(ServerOptions options, Kernel kernel, List<InetSocketAddress> addresses)
      throws IOException {
    this(options, kernel, addresses, false);
  }

  private EchoLoop(
      ServerOptions options, Kernel kernel, List<InetSocketAddress> addresses, boolean joins)
      throws IOException {
    this.options = options;
    dispatcher = new Dispatcher(kernel, options.dispatcher());
    options.trace().ifPresent(this::trace);
    try {
      buffer = ByteBuffer.allocateDirect(options.bufferBytes());
      int picked = 0;
      for (InetSocketAddress address : addresses) {
        picked = listen(address, address.getPort() == 0 ? picked : address.getPort(), joins);
      }
    } catch (Throwable failure) {
      dispatcher.close();
      throw failure;
    }
  }

  /**
   * Listens where another loop does, which {@linkplain #share shares}: the system spreads the
   * clients over both.
   */
  static EchoLoop joining(EchoLoop first, ServerOptions options, Kernel kernel) throws IOException {
    List<InetSocketAddress> addresses =
        first.addresses().stream().map(InetSocketAddress.class::cast).toList();
    return new EchoLoop(options, kernel, addresses, true);
  }

  /** From now on, lets other loops of the same user join. */
  void share() throws IOException {
    for (Listener listener : listeners) {
      listener.share();
    }
  }

  private int listen(InetSocketAddress address, int port, boolean joins) throws IOException {
    InetSocketAddress wanted =
        address.getPort() == port ? address : new InetSocketAddress(address.getAddress(), port);
    Listener listener = Listener.listen(dispatcher, wanted, options.listener(joins));
    listener.onConnection(this::accept);
    listeners.add(listener);
    return ((InetSocketAddress) listener.address()).getPort();
  }

  private void trace(Consumer<String> lines) {
    dispatcher.trace().to(line -> lines.accept("iox: " + line));
    dispatcher.endpointTrace().to(line -> lines.accept("tcp: " + line));
  }

  /** Serves until {@link #drain} has ended, or the dispatcher is closed. */
  public void run() {
    try {
      dispatcher.monitor();
    } finally {
      dispatcher.close();
    }
  }

  private void accept(Connection client) {
    open++;
    client.onClose(closeListener);
    client.onIo(Reason.READ, echoHandler);
  }

  /** The way of every message: one read, one write. */
  private void echo(Callback callback) {
    if (draining) {
      // From now on echoRest goes on by itself.
      callback.interest(0);
      return;
    }
    Connection client = (Connection) callback.endpoint();
    try {
      if (echoOnce(client) == Connection.END) {
        client.close();
      }
    } catch (IOException lost) {
      // After a write, what had come could still be read: nobody here wants that.
      client.close();
    }
  }

  private int echoOnce(Connection client) throws IOException {
    buffer.clear();
    int count = client.read(buffer);
    if (count > 0) {
      bytesRead += count;
      buffer.flip();
      bytesEchoed += client.write(buffer);
    }
    return count;
  }

  /**
   * Begins to stop: accepts nobody new, sends back what has been received, ends every connection,
   * and cuts those that are not done by the drain timeout; then {@link #run} returns. A second call
   * does nothing.
   */
  public void drain() {
    if (draining) {
      return;
    }
    draining = true;
    Callback deadline =
        dispatcher.after(options.drainTimeout(), (_, _) -> cutStragglers()).name("drain timeout");
    for (Listener listener : listeners) {
      acceptWaiting(listener);
      listener.close();
    }
    clients().forEach(this::echoRest);
    if (open == 0) {
      deadline.cancel();
      dispatcher.close();
    }
  }

  /** Closed with the listener, connections that wait would be reset, and their bytes lost. */
  private void acceptWaiting(Listener listener) {
    // No more than may have waited when the stop came, which Linux lets be one more than the
    // backlog:
    // others may keep coming for ever.
    for (int left = options.backlog() + 1; left > 0; left--) {
      var client = listener.accept();
      if (client.isEmpty()) {
        return;
      }
      accept(client.get());
    }
  }

  /**
   * Echoes what the client has sent by now, piece by piece as it takes its pieces back, then ends
   * the connection.
   */
  private void echoRest(Connection client) {
    if (!client.isOpen() || dispatcher.isClosed()) {
      return;
    }
    try {
      buffer.clear();
      if (client.queuedBytes() == 0) {
        int count = client.read(buffer);
        if (count <= 0) {
          client.close();
          return;
        }
        bytesRead += count;
      }
      buffer.flip();
      bytesEchoed += client.write(buffer, failure -> echoFurther(client, failure));
    } catch (IOException lost) {
      client.close();
    }
  }

  private void echoFurther(Connection client, Optional<IOException> failure) {
    if (failure.isEmpty()) {
      echoRest(client);
    }
  }

  private void cutStragglers() {
    List<Connection> stragglers = clients();
    stragglers.forEach(Connection::abort);
    if (!stragglers.isEmpty()) {
      System.getLogger(EchoLoop.class.getName())
          .log(Level.WARNING, "connections cut at the drain timeout: " + stragglers.size());
    }
  }

  /** The clients' connections, those being closed included; not those made from here. */
  private List<Connection> clients() {
    List<Connection> clients = new ArrayList<>();
    for (Endpoint endpoint : dispatcher.endpoints()) {
      if (endpoint instanceof Connection connection && connection.isAccepted()) {
        clients.add(connection);
      }
    }
    return clients;
  }

  private void closed(Connection client) {
    open--;
    closed++;
    if (client.failure().isPresent()) {
      failed++;
    }
    if (draining && open == 0) {
      dispatcher.close();
    }
  }

  /** What has been done so far. */
  public ServerStatistics statistics() {
    long failures = listeners.stream().mapToLong(Listener::acceptFailures).sum();
    return new ServerStatistics(
        open + closed, open, closed, failed, failures, bytesRead, bytesEchoed);
  }

  /** The addresses it listens on, with real ports. */
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /** The dispatcher it lives on. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }
}
