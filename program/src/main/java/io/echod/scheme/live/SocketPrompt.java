package io.echod.scheme.live;

import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A prompt for others on this machine, at a Unix socket that only the user may open: a process that
 * may connect may do all that the user may.
 */
public final class SocketPrompt {

  private static final int QUEUED_BYTES_MAX = 16 << 20;

  private static final ListenerOptions OPTIONS =
      ListenerOptions.DEFAULT
          .withUnixPermissions(PosixFilePermissions.fromString("rw-------"))
          .withConnections(ConnectionOptions.DEFAULT.withQueue(QUEUED_BYTES_MAX, 0));

  private final Live live;
  private final Listener listener;
  private final Set<SocketAsker> clients = new LinkedHashSet<>();

  private SocketPrompt(Live live, Listener listener) {
    this.live = live;
    this.listener = listener;
  }

  /**
   * Listens, on the session's own dispatcher, until the session drains.
   *
   * @throws IOException where the path can't be a socket of ours; the message names it
   */
  public static void listen(Live live, Path path) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    SocketPrompt prompt =
        new SocketPrompt(live, Listener.listen(live.dispatcher(), address, OPTIONS));
    prompt.listener.onConnection(prompt::connected);
    live.onEnd(prompt::close);
  }

  private void connected(Connection connection) {
    SocketAsker client = new SocketAsker(live, connection);
    clients.add(client);
    connection.onClose(_ -> {
      clients.remove(client);
      client.gone();
    });
    client.begin();
  }

  private void close() {
    listener.close();
    List.copyOf(clients).forEach(SocketAsker::leave);
  }
}
