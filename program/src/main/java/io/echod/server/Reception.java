package io.echod.server;

import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import io.echod.net.Listener;
import io.echod.net.address.Address;
import io.echod.server.admission.ProxyDoor;
import io.echod.server.setting.Greeting;
import io.echod.server.setting.ProxySettings;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes over the clients of one listener: has their layers open first, greets them, and has them
 * echoed within their limits. Lives on the dispatcher's thread.
 */
final class Reception implements Listener.ConnectionHandler {

  private final EchoLoop loop;
  private final EchoBuffer buffer;
  private final ServerOptions options;
  private final boolean isLayered;
  private final Address listener;

  /** Null of a listener that no proxy stands in front of. */
  private final @Nullable ProxyDoor proxyDoor;

  /** One handler for all clients: an idle client costs no object of the server's. */
  private final Handler echoHandler;

  private Duration idleTimeout = Duration.ZERO;

  /** The limit of one client; 0: none. */
  private long bytesMax;

  private Greeting greeting = Greeting.NONE;

  /** For the greeting; found out beforehand, for it may take a descriptor. */
  private String serverName = "";

  /**
   * For the clients of a place.
   *
   * @param place with its real port
   * @param isLayered whether something comes before the clients' bytes
   * @param proxyDoor of a listener behind a proxy; null of others
   */
  Reception(EchoLoop loop, Place place, boolean isLayered, @Nullable ProxyDoor proxyDoor) {
    this.loop = loop;
    buffer = loop.buffer();
    options = loop.options();
    this.isLayered = isLayered;
    this.proxyDoor = proxyDoor;
    listener = place.bare();
    echoHandler = (callback, _) -> buffer.echo(callback, Integer.MAX_VALUE);
    use(place.settings());
  }

  /** Goes by other settings, for the clients that come from now on. */
  void use(Settings settings) {
    idleTimeout = settings.get(ServerSettings.IDLE_TIMEOUT);
    bytesMax = settings.get(ServerSettings.MAX_BYTES);
    if (proxyDoor != null) {
      proxyDoor.trust(settings.get(ProxySettings.FROM));
    }
    greeting = settings.get(ServerSettings.GREETING);
    serverName =
        greeting.isNone() && !loop.hasCommands() ? "" : settings.get(ServerSettings.SERVER_NAME);
  }

  @Override
  public void connected(Connection connection) {
    try {
      loop.opened(connection);
      if (proxyDoor != null) {
        proxyDoor.watch(connection);
      }
      if (!idleTimeout.isZero()) {
        connection.idleAfter(idleTimeout, (_, _) -> closeIdle(connection));
      }
    } catch (IOException lost) {
      connection.close();
      return;
    }
    if (!greeting.isNone() || options.clientLog().isPresent() || loop.hasCommands()) {
      takeKnown(connection, new Client(loop.takeNumber(), connection));
    } else if (isLayered) {
      connection.whenReady(_ -> begin(connection));
    } else {
      begin(connection);
    }
  }

  /** A fault that holds bytes back is not the client's doing. */
  private static void closeIdle(Connection connection) {
    if (!connection.isHeldBack()) {
      connection.close();
    }
  }

  private void begin(Connection connection) {
    if (isLetIn(connection)) {
      connection.onIo(
          Reason.READ, bytesMax == 0 ? echoHandler : new ClientEcho(buffer, null, bytesMax));
    }
  }

  /** Behind a proxy the client's address is known only now. */
  private boolean isLetIn(Connection connection) {
    if (!connection.isOpen()) {
      return false;
    }
    if (proxyDoor == null || proxyDoor.admits(connection)) {
      return true;
    }
    connection.abort();
    return false;
  }

  private void takeKnown(Connection connection, Client client) {
    options.clientLog().ifPresent(log -> connection.onClose(_ -> logClosed(log, client)));
    if (isLayered) {
      connection.whenReady(_ -> beginKnown(connection, client));
    } else {
      beginKnown(connection, client);
    }
  }

  private void beginKnown(Connection connection, Client client) {
    if (!isLetIn(connection)) {
      return;
    }
    options.clientLog().ifPresent(log -> logAccepted(log, client));
    ClientEcho echo = new ClientEcho(buffer, client, bytesMax);
    if (loop.hasCommands()) {
      FirstLine.read(
          new Who(serverName, listener, client),
          connection,
          rest -> {
            echo.echo(connection, client, rest);
            if (connection.isOpen()) {
              connection.onIo(Reason.READ, echo);
            }
          });
    } else {
      connection.onIo(Reason.READ, echo);
    }
    if (!greeting.isNone()) {
      greet(client, connection);
    }
  }

  /** Before anything is read, so that nothing is echoed before it. */
  private void greet(Client client, Connection connection) {
    try {
      Instant now = options.clock().instant();
      connection.writeAll(greeting.fill(new GreetingFields(client, serverName, now)::value));
    } catch (IOException lost) {
      connection.close();
    }
  }

  private static void logAccepted(ClientLog log, Client client) {
    client.isLogged = true;
    guarded(log::accepted, client);
  }

  /** A client whose layers have never opened has no line before this. */
  private static void logClosed(ClientLog log, Client client) {
    if (!client.isLogged) {
      logAccepted(log, client);
    }
    guarded(log::closed, client);
  }

  /** A failure of the log must not cost a client its connection. */
  private static void guarded(Consumer<Client> log, Client client) {
    try {
      log.accept(client);
    } catch (RuntimeException | Error failing) {
      System.getLogger(EchoLoop.class.getName())
          .log(Level.WARNING, "the log of clients has failed", failing);
    }
  }
}
