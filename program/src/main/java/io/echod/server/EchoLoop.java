package io.echod.server;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.net.Connection;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.admission.Admission;
import io.echod.server.admission.Door;
import io.echod.server.setting.BalanceMode;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
 * whole server to a program that brings a thread. Lives on the dispatcher's thread.
 */
public final class EchoLoop {

  private final ServerOptions options;
  private final Kernel kernel;
  private final long startedNanos;
  private final EchoBuffer buffer;
  private final Shared shared;
  private final Admission admission;

  /** Null where every client is let in. */
  private @Nullable Door door;

  private Duration drainTimeout;

  private final Dispatcher dispatcher;
  private final LoopListeners listeners;
  private final UdpEchoes udp;

  /** Those that are listened in, with their real ports, in the order given. */
  private final List<Place> places = new ArrayList<>();

  /** The ports that the system has picked, by the listener whose places share each. */
  private final Map<Integer, Integer> pickedPorts = new HashMap<>();

  private final Consumer<Connection> closeListener = this::closed;

  private final Consumer<Connection> countedCloseListener = this::closedCounted;

  /** The number of the next client: with three loops, one numbers its clients 1, 4, 7 and so on. */
  private long nextNumber;

  /** Null where each dispatcher keeps what it accepts. */
  private final @Nullable BalancedLoop balanced;

  /** Null until it begins. */
  private @Nullable LoopDrain drain;

  private long open;
  private long closed;
  private long failed;

  /**
   * Listens on every address of the options, alone; {@link #run} serves.
   *
   * @param kernel is owned by the loop's dispatcher, and closed with it
   * @throws IOException where an address can't be listened on; the kernel is closed then
   */
  public EchoLoop(ServerOptions options, Kernel kernel) throws IOException {
    this(options, kernel, options.places(), Shared.of(options, options.places()), false, 1);
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
    nextNumber = firstNumber;
    dispatcher = new Dispatcher(kernel, options.dispatcher());
    options.trace().ifPresent(this::trace);
    this.shared = shared;
    admission = shared.admission();
    boolean balances = options.get(ServerSettings.BALANCE) == BalanceMode.CONNECTIONS;
    balanced = balances ? new BalancedLoop(this, shared.balance()) : null;
    udp = new UdpEchoes(dispatcher, admission.udp());
    listeners = new LoopListeners(this, shared);
    drainTimeout = options.get(ServerSettings.DRAIN_TIMEOUT);
    boolean isProxied = wanted.stream().anyMatch(ListenerLayers::isProxied);
    door = admission.isOpen() && !isProxied ? null : new Door(admission, dispatcher);
    try {
      buffer = new EchoBuffer(options.get(ServerSettings.BUFFER));
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
   * loop's. A socket that was handed over is one for all.
   *
   * @param firstNumber of its first client
   */
  static EchoLoop joining(EchoLoop first, ServerOptions options, Kernel kernel, int firstNumber)
      throws IOException {
    List<Place> places = first.places.stream().filter(Place::isShareable).toList();
    return new EchoLoop(options, kernel, places, first.shared, true, firstNumber);
  }

  /** Whether another loop would have clients. */
  boolean isShareable() {
    return places.stream().anyMatch(Place::isShareable);
  }

  /** From now on, lets other loops of the same user join. */
  void share() throws IOException {
    udp.share();
    listeners.share();
  }

  private void listen(Place place, boolean joins) throws IOException {
    Integer picked = pickedPorts.get(place.listener());
    Place wanted = place.port() == 0 && picked != null ? place.withPort(picked) : place;
    SocketAddress real =
        wanted.transport() == Transport.UDP
            ? udp.bind(wanted, joins, shared.faults())
            : listeners.open(wanted, joins, door, balanced);
    places.add(wanted.at(real));
    if (place.port() == 0 && real instanceof InetSocketAddress inet) {
      pickedPorts.put(place.listener(), inet.getPort());
    }
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

  /** Counts a client in, until it is closed. */
  void opened(Connection client) {
    open++;
    client.onClose(closeListener(door == null ? null : door.latest()));
  }

  /** Most clients share one: they are counted, and have no account. */
  private Consumer<Connection> closeListener(Admission.@Nullable Ticket ticket) {
    if (ticket == null) {
      return closeListener;
    }
    if (!ticket.hasAccount()) {
      return countedCloseListener;
    }
    return client -> closed(client, ticket);
  }

  /** The pass of the client that was let in last; null where every client is let in. */
  Admission.@Nullable Ticket latestTicket() {
    return door == null ? null : door.latest();
  }

  /**
   * One is to be served here that another loop has accepted, and that its door has let in.
   *
   * @param ticket null where that loop has no door
   */
  void admitted(Admission.@Nullable Ticket ticket) {
    if (door != null) {
      door.admitted(ticket == null ? admission.count() : ticket);
    } else if (ticket != null) {
      // The door that will be opened here counts it anew.
      admission.left(ticket);
    }
  }

  /** Whether a client's first line may be a command. */
  boolean hasCommands() {
    return shared.faults().hasCommands();
  }

  ServerOptions options() {
    return options;
  }

  /** The number of the next client. */
  long takeNumber() {
    long number = nextNumber;
    nextNumber += options.get(ServerSettings.DISPATCHERS);
    return number;
  }

  /** The way of its clients' messages. */
  EchoBuffer buffer() {
    return buffer;
  }

  /** Replaces the faults of all loops by those that were read again. From any thread. */
  void misbehave(Reloaded reloaded) {
    shared.faults().replace(reloaded.at(places), kernel.nanoTime());
  }

  /**
   * Goes by settings that were read again, as {@link EchoServer#reload} does; of a loop that is the
   * whole server, on its thread.
   *
   * @throws io.echod.settings.BadValue where files are wrong; nothing has changed then
   */
  public void reload(Settings read) {
    Reloaded reloaded = Reloaded.of(options.settings(), options.places(), read, options.handed());
    shared.layers().reread(reloaded.places()).run();
    admission.use(read);
    misbehave(reloaded);
    use(reloaded);
  }

  /** Goes by other settings, which were read again; admission and faults have them already. */
  void use(Reloaded reloaded) {
    drainTimeout = reloaded.settings().get(ServerSettings.DRAIN_TIMEOUT);
    listeners.use(reloaded);
    udp.misbehave(reloaded.at(places), shared.faults());
    if (door == null && !admission.isOpen()) {
      openDoor();
    }
  }

  /** Every client that is here already counts. */
  private void openDoor() {
    Door newDoor = new Door(admission, dispatcher);
    door = newDoor;
    listeners.filter(newDoor);
    for (Endpoint endpoint : dispatcher.endpoints()) {
      if (endpoint instanceof Connection client && client.isAccepted() && client.isOpen()) {
        Admission.Ticket ticket = admission.count();
        client.onClose(_ -> admission.left(ticket));
      }
    }
  }

  /**
   * Begins to stop: accepts no new client, sends back what has been received, ends every
   * connection, and cuts those that are not done by the drain timeout; then {@link #run} returns. A
   * second call does nothing.
   */
  public void drain() {
    if (drain == null) {
      udp.drain();
      drain = new LoopDrain(dispatcher, balanced, drainTimeout);
      drain.drain();
    }
  }

  /** A client has arrived that another loop had accepted; before a drain, it is drained, too. */
  void drainArrived() {
    if (drain != null) {
      drain.drain();
    }
  }

  private void closedCounted(Connection client) {
    closed(client, Admission.Ticket.OF_NOBODY);
  }

  private void closed(Connection client, Admission.Ticket ticket) {
    try {
      closed(client);
    } finally {
      admission.left(ticket);
    }
  }

  private void closed(Connection client) {
    open--;
    closed++;
    if (balanced != null) {
      balanced.closed();
    }
    buffer.dropped(client.droppedBytes());
    if (client.failure().isPresent()) {
      failed++;
    }
  }

  /** Reports the loop's work so far. */
  public ServerStatistics statistics() {
    return new ServerStatistics(
        open + closed,
        open,
        closed,
        failed,
        door == null ? 0 : door.refused(),
        listeners.probes(),
        listeners.acceptFailures(),
        buffer.bytesRead(),
        buffer.bytesEchoed() - droppedBytes(),
        udp.statistics());
  }

  /** By faults, of those that are there. */
  private long droppedBytes() {
    long bytes = 0;
    for (Endpoint endpoint : dispatcher.isClosed() ? List.<Endpoint>of() : dispatcher.endpoints()) {
      if (endpoint instanceof Connection client) {
        bytes += client.droppedBytes();
      }
    }
    return bytes;
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

  /** The places that it listens in, with real ports. */
  List<Place> places() {
    return List.copyOf(places);
  }

  /** From any thread. */
  Map<String, Long> faultStrikes() {
    return shared.faults().strikes();
  }

  /** Whether no client counts for a limit. From any thread. */
  public boolean chargesNone() {
    return admission.isEmpty();
  }

  Admission admission() {
    return admission;
  }

  /** The layers between its clients and the echo. */
  ListenerLayers layers() {
    return shared.layers();
  }

  /** How long it has been there. From any thread. */
  Duration age() {
    return Duration.ofNanos(kernel.nanoTime() - startedNanos);
  }

  /** From now on each loop of the server serves what it accepts. From any thread. */
  void keepAccepted() {
    shared.balance().stop();
  }

  /** The name of its kernel. */
  String kernelName() {
    return kernel.name();
  }

  /** The dispatcher it lives on. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }
}
