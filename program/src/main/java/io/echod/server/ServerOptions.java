package io.echod.server;

import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.net.ConnectionOptions;
import io.echod.net.ListenerOptions;
import io.echod.net.address.Address;
import io.echod.net.layer.Layer;
import io.echod.server.setting.Greeting;
import io.echod.server.setting.ServerSettings;
import io.echod.server.tls.GivenTls;
import io.echod.settings.BadValue;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How an echo server behaves: its settings, and what only a program can give it.
 *
 * @param settings those of {@link ServerSettings}
 * @param backlog connections that may wait to be accepted, on each listening socket
 * @param connections how the clients' connections behave; the limit of all their queues together is
 *     that of the server, of which each dispatcher has an equal share
 * @param clock the clock for the time of day
 * @param trace reads the account of what the dispatchers and endpoints do, on their threads
 * @param clientLog is given each client, at its beginning and at its end
 * @param handed sockets that take the place of listeners; only of the kernel that has looked at
 *     them
 * @param tls what a program gives TLS listeners in place of files and threads
 */
public record ServerOptions(
    Settings settings,
    int backlog,
    ConnectionOptions connections,
    InstantSource clock,
    Optional<Consumer<String>> trace,
    Optional<ClientLog> clientLog,
    List<HandedSocket> handed,
    Optional<GivenTls> tls) {

  /** Has the queue take what must fit. */
  public ServerOptions {
    if (settings.isGiven(ServerSettings.QUEUE)) {
      int most = settings.get(ServerSettings.QUEUE);
      int low = Math.min(most, connections.queuedBytesLow());
      connections = connections.withQueue(most, low);
    }
    if (settings.isGiven(ServerSettings.QUEUE_TOTAL)) {
      connections = connections.withQueueTotal(settings.get(ServerSettings.QUEUE_TOTAL));
    }
    connections = withRoom(connections, settings);
    handed = List.copyOf(handed);
  }

  private static ConnectionOptions withRoom(ConnectionOptions connections, Settings settings) {
    long needed = queueNeeded(settings, connections);
    if (connections.queuedBytesMax() >= needed) {
      return connections;
    }
    if (needed > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "queuedBytesLow and buffer must be 2 GiB at most together, not " + needed + " bytes");
    }
    return connections.withQueue((int) needed, connections.queuedBytesLow());
  }

  /**
   * The greeting, before anything else, and the answer to a command behind it; and what one read
   * brought in, for the server reads while the low mark or less is queued.
   */
  private static long queueNeeded(Settings settings, ConnectionOptions connections) {
    long read = (long) connections.queuedBytesLow() + settings.get(ServerSettings.BUFFER);
    Greeting greeting = settings.get(ServerSettings.GREETING);
    long answer = settings.get(ServerSettings.FAULT_COMMANDS) > 0 ? FirstLine.ANSWER_BYTES_MAX : 0;
    long greeted =
        greeting.isNone() ? 0 : greeting.bytesMax(settings.get(ServerSettings.SERVER_NAME));
    return Math.max(read, greeted + answer);
  }

  /** The defaults of what is no setting. */
  public static ServerOptions of(Settings settings) {
    return new ServerOptions(
        settings,
        ListenOptions.DEFAULT.backlog(),
        ConnectionOptions.DEFAULT,
        InstantSource.system(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** The defaults, for these addresses; port 0 lets the system pick one for all of them. */
  public static ServerOptions on(InetSocketAddress... addresses) {
    for (InetSocketAddress address : addresses) {
      if (address.isUnresolved()) {
        throw new IllegalArgumentException(
            "no address is known for '" + address.getHostString() + "'");
      }
    }
    return of(
        Settings.DEFAULT.with(
            ServerSettings.BIND, Arrays.stream(addresses).map(Address::of).toList()));
  }

  /** The value of a setting. */
  public <T> T get(Setting<T> setting) {
    return settings.get(setting);
  }

  /**
   * Returns these options with another value of a setting.
   *
   * @throws BadValue where it is out of range
   */
  public <T> ServerOptions with(Setting<T> setting, T value) {
    Settings other = settings.with(setting, value);
    return new ServerOptions(other, backlog, connections, clock, trace, clientLog, handed, tls);
  }

  /** Returns these options with other settings. */
  public ServerOptions withSettings(Settings other) {
    return new ServerOptions(other, backlog, connections, clock, trace, clientLog, handed, tls);
  }

  /** Returns these options with other connections. */
  public ServerOptions withConnections(ConnectionOptions other) {
    return new ServerOptions(settings, backlog, other, clock, trace, clientLog, handed, tls);
  }

  /** Returns these options with another backlog. */
  public ServerOptions withBacklog(int other) {
    return new ServerOptions(settings, other, connections, clock, trace, clientLog, handed, tls);
  }

  /** Returns these options with another clock. */
  public ServerOptions withClock(InstantSource other) {
    return new ServerOptions(settings, backlog, connections, other, trace, clientLog, handed, tls);
  }

  /** Returns these options with a reader of the trace. */
  public ServerOptions withTrace(Consumer<String> reader) {
    return new ServerOptions(
        settings, backlog, connections, clock, Optional.of(reader), clientLog, handed, tls);
  }

  /** Returns these options with a log of clients. */
  public ServerOptions withClientLog(ClientLog log) {
    return new ServerOptions(
        settings, backlog, connections, clock, trace, Optional.of(log), handed, tls);
  }

  /** Returns these options with sockets that take the place of listeners. */
  public ServerOptions withHanded(List<HandedSocket> sockets) {
    return new ServerOptions(settings, backlog, connections, clock, trace, clientLog, sockets, tls);
  }

  /** Returns these options with what its TLS listeners take in place of files and threads. */
  public ServerOptions withTls(GivenTls given) {
    return new ServerOptions(
        settings, backlog, connections, clock, trace, clientLog, handed, Optional.of(given));
  }

  /**
   * Where to listen, each address once.
   *
   * @throws BadValue where two settings contradict each other
   */
  public List<SocketAddress> addresses() {
    return places().stream().map(Place::address).distinct().toList();
  }

  /**
   * Checks all that {@link EchoServer#start} does before it binds anything: that the settings agree
   * with each other, and that the files that they name can be used.
   *
   * @throws BadValue where something is wrong; the message names it
   */
  public void check() {
    ListenerLayers.open(Places.distinct(places(), _ -> {}), tls);
  }

  /**
   * Checks that the settings agree with each other, and reads none of the files that they name.
   *
   * @throws BadValue where they don't
   */
  public void checkAgreement() {
    List<Place> places = Places.distinct(places(), _ -> {});
    if (tls.isEmpty()) {
      ListenerLayers.checkAgreement(places);
    }
  }

  List<Place> places() {
    return Places.of(settings, handed).stream().distinct().toList();
  }

  /** The limits of each dispatcher, and how it waits. */
  DispatcherOptions dispatcher() {
    return DispatcherOptions.DEFAULT.withBusyPoll(get(ServerSettings.BUSY_POLL));
  }

  /**
   * How it listens in a place.
   *
   * @param joins those that have the port already
   * @param layers between its clients and the echo
   */
  ListenerOptions listener(Place place, boolean joins, Layer.Factory layers) {
    return ListenerOptions.DEFAULT
        .withSocket(new ListenOptions(backlog, joins, 0, place.unixPermissions()))
        .withConnections(connections(place, layers));
  }

  /** How the connections of a place behave, with these layers between clients and the echo. */
  ConnectionOptions connections(Place place, Layer.Factory layers) {
    long share = Math.max(1, connections.queuedBytesTotalMax() / get(ServerSettings.DISPATCHERS));
    return withRoom(connections, place.settings())
        .withQueueTotal(share)
        .withWriteTimeout(place.settings().get(ServerSettings.WRITE_TIMEOUT))
        .withLayers(layers);
  }
}
