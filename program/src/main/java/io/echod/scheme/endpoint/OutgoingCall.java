package io.echod.scheme.endpoint;

import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.host.HostConnector;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.runtime.Waits;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A {@code tcp-call} whose outcome is open: the host's name is being looked up, or an address of it
 * has not answered yet. It needs turns of the dispatcher, and gets them in the background while the
 * script waits for another.
 */
final class OutgoingCall implements Waits.Pending, Connector.Outcome {

  private final TcpConnection owner;
  private final ScriptLoop loop;
  private final CompletableFuture<List<SocketAddress>> addresses;
  private final HostConnector connector;
  private boolean decided;

  /** Begins to call. */
  OutgoingCall(
      TcpConnection owner,
      CompletableFuture<List<SocketAddress>> addresses,
      ConnectionOptions options) {
    this.owner = owner;
    this.addresses = addresses;
    loop = owner.loop;
    loop.background().begin();
    connector = HostConnector.connect(loop.dispatcher(), owner.name(), addresses, options, this);
  }

  @Override
  public boolean isDecided() {
    return decided;
  }

  @Override
  public void await(Duration limit) throws IOException {
    Optional<Connector> attempt = connector.attempt();
    if (attempt.isEmpty() && !addresses.isDone()) {
      new Answer<>(addresses).await(limit);
    } else if (attempt.isEmpty() || !Blocking.await(attempt.get(), limit)) {
      loop.waits().pause(limit);
    }
  }

  @Override
  public void connected(Connection connection) {
    decide();
    owner.connected(connection);
  }

  @Override
  public void failed(IOException failure) {
    decide();
    owner.refused(failure);
  }

  private void decide() {
    decided = true;
    loop.background().end();
    // A callback may wait for it within a turn.
    loop.dispatcher().stop();
  }

  /** Ends it without an outcome. */
  void cancel() {
    if (connector.cancel()) {
      loop.background().end();
    }
  }
}
