package io.echod.server;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.net.Connection;
import io.echod.net.Drain;
import io.echod.net.Listener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One dispatcher's share of an echo server: its listening sockets, its clients, and one buffer for
 * them all. {@link EchoServer} runs several, each on a thread of its own; one by itself is the
 * whole server to whoever brings a thread. Lives on the dispatcher's thread.
 */
public final class EchoLoop {

  private final ServerOptions options;
  private final Kernel kernel;
  private final long startedNanos;
  private final ByteBuffer buffer;
  private final Dispatcher dispatcher;
  private final List<Listener> listeners = new ArrayList<>();

  /** One handler for all clients: an idle client costs no object of the server's. */
  private final Handler echoHandler = (callback, _) -> echo(callback);

  private final Consumer<Connection> closeListener = this::closed;

  /** Of the next client: with three loops, one numbers its clients 1, 4, 7 and so on. */
  private long nextNumber;

  private boolean draining;
  private long open;
  private long closed;
  private long failed;
  private long bytesRead;
  private long bytesEchoed;

  /**
   * Listens on every address, alone; {@link #run} serves.
   *
   * @param kernel is owned by the loop's dispatcher, and closed with it
   * @throws IOException where an address can't be listened on; the kernel is closed then
   */
  public EchoLoop(ServerOptions options, Kernel kernel, List<InetSocketAddress> addresses)
      throws IOException {
    this(options, kernel, addresses, Ports.SEPARATE, 1);
  }

  /** How a loop comes by its ports. */
  private enum Ports {
    /** Each for itself; where it is 0, the system picks one. */
    SEPARATE,
    /** Those that are 0 are all the same. */
    ONE_PICKED,
    /** Another loop has them, and shares. */
    JOINED
  }

  private EchoLoop(
      ServerOptions options,
      Kernel kernel,
      List<InetSocketAddress> addresses,
      Ports ports,
      int firstNumber)
      throws IOException {
    this.options = options;
    this.kernel = kernel;
    startedNanos = kernel.nanoTime();
    nextNumber = firstNumber;
    dispatcher = new Dispatcher(kernel, options.dispatcher());
    options.trace().ifPresent(this::trace);
    try {
      buffer = ByteBuffer.allocateDirect(options.bufferBytes());
      int picked = 0;
      for (InetSocketAddress address : addresses) {
        boolean takesPicked = ports == Ports.ONE_PICKED && address.getPort() == 0;
        picked = listen(address, takesPicked ? picked : address.getPort(), ports == Ports.JOINED);
      }
    } catch (Throwable failure) {
      dispatcher.close();
      throw failure;
    }
  }

  /** The first of a server's loops: where ports are 0, the system picks one for all of them. */
  static EchoLoop first(ServerOptions options, Kernel kernel, List<InetSocketAddress> addresses)
      throws IOException {
    return new EchoLoop(options, kernel, addresses, Ports.ONE_PICKED, 1);
  }

  /**
   * Listens where another loop does, which {@linkplain #share shares}: the system spreads the
   * clients over both.
   *
   * @param firstNumber of its first client
   */
  static EchoLoop joining(EchoLoop first, ServerOptions options, Kernel kernel, int firstNumber)
      throws IOException {
    List<InetSocketAddress> addresses =
        first.addresses().stream().map(InetSocketAddress.class::cast).toList();
    return new EchoLoop(options, kernel, addresses, Ports.JOINED, firstNumber);
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
    if (options.clientLog().isPresent()) {
      acceptLogged(client, options.clientLog().get());
    } else {
      client.onIo(Reason.READ, echoHandler);
    }
  }

  private void acceptLogged(Connection connection, ClientLog log) {
    Client client = new Client(nextNumber, connection);
    nextNumber += options.dispatchers();
    connection.onClose(_ -> guarded(log::closed, client));
    guarded(log::accepted, client);
    connection.onIo(
        Reason.READ,
        (callback, _) -> {
          long readBefore = bytesRead;
          long echoedBefore = bytesEchoed;
          echo(callback);
          client.bytesRead += bytesRead - readBefore;
          client.bytesEchoed += bytesEchoed - echoedBefore;
        });
  }

  /** Who only writes a log must not cost a client its connection. */
  private static void guarded(Consumer<Client> log, Client client) {
    try {
      log.accept(client);
    } catch (RuntimeException | Error failing) {
      System.getLogger(EchoLoop.class.getName())
          .log(Level.WARNING, "the log of clients has failed", failing);
    }
  }

  /** The way of every message: one read, one write. */
  private void echo(Callback callback) {
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
    if (!draining) {
      draining = true;
      Drain.begin(dispatcher, options.drainTimeout(), this::drained);
    }
  }

  private void drained(int cut) {
    dispatcher.close();
    if (cut > 0) {
      System.getLogger(EchoLoop.class.getName())
          .log(Level.WARNING, "connections cut at the drain timeout: " + cut);
    }
  }

  private void closed(Connection client) {
    open--;
    closed++;
    if (client.failure().isPresent()) {
      failed++;
    }
  }

  /** What has been done so far. */
  public ServerStatistics statistics() {
    long failures = listeners.stream().mapToLong(Listener::acceptFailures).sum();
    return new ServerStatistics(
        open + closed, open, closed, failed, failures, bytesRead, bytesEchoed);
  }

  LoopStatistics loopStatistics() {
    return new LoopStatistics(statistics(), dispatcher.statistics());
  }

  /** The addresses it listens on, with real ports. */
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /** How long it has been there. From any thread. */
  Duration age() {
    return Duration.ofNanos(kernel.nanoTime() - startedNanos);
  }

  /** What it waits for events by. */
  String kernelName() {
    return kernel.name();
  }

  /** The dispatcher it lives on. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }
}
