package io.echod.server;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.net.Address;
import io.echod.net.Address.Transport;
import io.echod.net.Connection;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.net.drain.Drain;
import io.echod.net.fault.Faults;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private final Greeting greeting;

  /** For the greeting; found out beforehand, for it may take a descriptor. */
  private final String serverName;

  private final Shared shared;
  private final Admission admission;

  /** Null where everybody is let in. */
  private final @Nullable Door door;

  private final Duration idleTimeout;

  /** Of one client; 0: no limit. */
  private final long bytesMax;

  private final Dispatcher dispatcher;
  private final List<Listener> listeners = new ArrayList<>();
  private final UdpEchoes udp;

  /** Those that are listened in, with their real ports, in the order given. */
  private final List<Place> places = new ArrayList<>();

  /** The ports that the system has picked, by the group of places that share each. */
  private final Map<Integer, Integer> pickedPorts = new HashMap<>();

  /** One handler for all clients: an idle client costs no object of the server's. */
  private final Handler echoHandler = (callback, _) -> echo(callback, Integer.MAX_VALUE);

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
   * Listens on every address of the options, alone; {@link #run} serves.
   *
   * @param kernel is owned by the loop's dispatcher, and closed with it
   * @throws IOException where an address can't be listened on; the kernel is closed then
   */
  public EchoLoop(ServerOptions options, Kernel kernel) throws IOException {
    this(options, kernel, options.places(), Shared.of(options), false, 1);
  }

  /**
   * Listens in every place. Where ports are 0, the system picks one for each group of places.
   *
   * @param shared with the other loops of the server
   * @param joins whether another loop of this server has the ports, and {@linkplain #share shares}
   * @param firstNumber of its first client
   */
  EchoLoop(
      ServerOptions options,
      Kernel kernel,
      List<Place> wanted,
      Shared shared,
      boolean joins,
      int firstNumber)
      throws IOException {
    this.options = options;
    this.kernel = kernel;
    startedNanos = kernel.nanoTime();
    greeting = options.get(ServerSettings.GREETING);
    serverName =
        greeting.isNone() && !shared.faults().hasCommands()
            ? ""
            : options.get(ServerSettings.SERVER_NAME);
    nextNumber = firstNumber;
    dispatcher = new Dispatcher(kernel, options.dispatcher());
    options.trace().ifPresent(this::trace);
    this.shared = shared;
    admission = shared.admission();
    door = admission.isOpen() ? null : new Door(admission, dispatcher);
    udp = new UdpEchoes(dispatcher, admission.udp());
    idleTimeout = options.get(ServerSettings.IDLE_TIMEOUT);
    bytesMax = options.get(ServerSettings.MAX_BYTES);
    try {
      buffer = ByteBuffer.allocateDirect(options.get(ServerSettings.BUFFER));
      for (Place place : wanted) {
        listen(place, joins);
      }
    } catch (Throwable failure) {
      dispatcher.close();
      throw failure;
    }
  }

  /**
   * Listens where another loop does, which {@linkplain #share shares}: the system spreads the
   * clients over both. Not on Unix sockets, which can't be shared: their clients are the first
   * loop's.
   *
   * @param firstNumber of its first client
   */
  static EchoLoop joining(EchoLoop first, ServerOptions options, Kernel kernel, int firstNumber)
      throws IOException {
    List<Place> places =
        first.places.stream()
            .filter(place -> place.address() instanceof InetSocketAddress)
            .toList();
    return new EchoLoop(options, kernel, places, first.shared, true, firstNumber);
  }

  /** From now on, lets other loops of the same user join. */
  void share() throws IOException {
    udp.share();
    for (Listener listener : listeners) {
      if (listener.address() instanceof InetSocketAddress) {
        listener.share();
      }
    }
  }

  private void listen(Place place, boolean joins) throws IOException {
    Integer picked = pickedPorts.get(place.portGroup());
    Place wanted = place.port() == 0 && picked != null ? place.withPort(picked) : place;
    SocketAddress real =
        wanted.transport() == Transport.UDP
            ? udp.bind((InetSocketAddress) wanted.address(), joins)
            : listenOn(wanted, joins);
    places.add(wanted.at(real));
    if (place.port() == 0 && real instanceof InetSocketAddress inet) {
      pickedPorts.put(place.portGroup(), inet.getPort());
    }
  }

  private SocketAddress listenOn(Place wanted, boolean joins) throws IOException {
    ServerFaults faults = shared.faults();
    Listener listener =
        faults.areNone()
            ? Listener.listen(dispatcher, wanted.address(), options.listener(wanted, joins))
            : listenWithFaults(wanted, joins);
    listener.onConnection(this::accept);
    if (door != null) {
      listener.filter(door);
    }
    listeners.add(listener);
    return listener.address();
  }

  private Listener listenWithFaults(Place place, boolean joins) throws IOException {
    Faults faults = shared.faults().at(place, kernel.nanoTime());
    ListenerOptions usual = options.listener(place, joins);
    ListenerOptions faulty = usual.withConnections(usual.connections().withLayers(faults.layers()));
    Listener listener = Listener.listen(dispatcher, place.address(), faulty);
    shared.faults().opened(listener, faults);
    return listener;
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
    try {
      limit(client);
    } catch (IOException lost) {
      client.close();
      return;
    }
    if (greeting.isNone()
        && bytesMax == 0
        && options.clientLog().isEmpty()
        && !shared.faults().hasCommands()) {
      client.onIo(Reason.READ, echoHandler);
    } else {
      acceptKnown(client);
    }
  }

  private void limit(Connection client) throws IOException {
    if (door != null) {
      SocketAddress peer = client.remoteAddress();
      client.onClose(_ -> admission.left(peer));
    }
    if (!idleTimeout.isZero()) {
      client.idleAfter(idleTimeout, (_, _) -> client.close());
    }
  }

  private void acceptKnown(Connection connection) {
    Client client = new Client(nextNumber, connection);
    nextNumber += options.get(ServerSettings.DISPATCHERS);
    options
        .clientLog()
        .ifPresent(log -> {
          connection.onClose(_ -> guarded(log::closed, client));
          guarded(log::accepted, client);
        });
    if (shared.faults().hasCommands()) {
      FirstLine.read(serverName, client, connection, rest -> echoFrom(client, connection, rest));
    } else {
      connection.onIo(Reason.READ, (callback, _) -> echoCounted(callback, client));
    }
    if (!greeting.isNone()) {
      greet(client, connection);
    }
  }

  /** Echoes what was read already, and then all that comes. */
  private void echoFrom(Client client, Connection connection, ByteBuffer rest) throws IOException {
    int count = rest.remaining();
    bytesRead += count;
    client.bytesRead += count;
    int written = connection.write(rest);
    bytesEchoed += written;
    client.bytesEchoed += written;
    connection.onIo(Reason.READ, (callback, _) -> echoCounted(callback, client));
  }

  private void echoCounted(Callback callback, Client client) {
    long readBefore = bytesRead;
    long echoedBefore = bytesEchoed;
    long left = bytesMax == 0 ? Long.MAX_VALUE : bytesMax - client.bytesRead;
    echo(callback, (int) Math.min(buffer.capacity(), left));
    client.bytesRead += bytesRead - readBefore;
    client.bytesEchoed += bytesEchoed - echoedBefore;
    if (bytesMax > 0 && client.bytesRead >= bytesMax) {
      ((Connection) callback.endpoint()).close();
    }
  }

  /** Before anything is read, so that nothing is echoed before it. */
  private void greet(Client client, Connection connection) {
    try {
      connection.writeAll(greeting.to(client, serverName, options.clock().instant()));
    } catch (IOException lost) {
      connection.close();
    }
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
  private void echo(Callback callback, int most) {
    Connection client = (Connection) callback.endpoint();
    try {
      if (echoOnce(client, most) == Connection.END) {
        client.close();
      }
    } catch (IOException lost) {
      // After a write, what had come could still be read: nobody here wants that.
      client.close();
    }
  }

  private int echoOnce(Connection client, int most) throws IOException {
    buffer.clear();
    if (most < buffer.capacity()) {
      buffer.limit(most);
    }
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
      udp.drain();
      Drain.begin(dispatcher, options.get(ServerSettings.DRAIN_TIMEOUT), this::drained);
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
        open + closed,
        open,
        closed,
        failed,
        door == null ? 0 : door.refused(),
        failures,
        bytesRead,
        bytesEchoed,
        udp.statistics());
  }

  /** From any thread. */
  Map<String, Long> faultStrikes() {
    return shared.faults().strikes();
  }

  LoopStatistics loopStatistics() {
    return new LoopStatistics(statistics(), dispatcher.statistics());
  }

  /** The addresses it listens on, with real ports. */
  public List<SocketAddress> addresses() {
    return places.stream().map(Place::address).toList();
  }

  /** The URLs that it listens on, with real ports; without their settings. */
  public List<Address> urls() {
    return places.stream().map(Place::bare).toList();
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
