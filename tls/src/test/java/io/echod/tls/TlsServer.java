package io.echod.tls;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.net.Connection;
import io.echod.net.ConnectionLost;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An echo server with TLS on a thread of its own. */
final class TlsServer implements AutoCloseable {

  private final Dispatcher dispatcher;
  final Thread thread;
  final int port;

  /** Why connections were lost; their sessions. */
  final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();

  final BlockingQueue<TlsSession> sessions = new LinkedBlockingQueue<>();

  TlsServer(ServerTls tls) throws IOException {
    dispatcher = new Dispatcher(new NioKernel());
    ListenerOptions options =
        ListenerOptions.DEFAULT.withConnections(ConnectionOptions.DEFAULT.withLayers(tls));
    Listener listener =
        Listener.listen(
            dispatcher, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
    port = ((InetSocketAddress) listener.address()).getPort();
    listener.onConnection(this::serve);
    thread = Thread.ofPlatform().daemon().start(this::run);
  }

  private void run() {
    try (dispatcher) {
      dispatcher.run();
    }
  }

  private void serve(Connection connection) {
    connection.onClose(closed -> closed.failure().ifPresent(failures::add));
    connection.onIo(Reason.READ, (_, _) -> echo(connection));
  }

  private void echo(Connection connection) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    int count = connection.read(buffer);
    connection.layer(TlsLayer.class).flatMap(TlsLayer::session).ifPresent(sessions::add);
    if (count == Connection.END) {
      connection.close();
    } else {
      connection.writeAll(buffer.flip());
    }
  }

  /** Waits for the next loss of a connection. */
  Throwable nextFailure() throws InterruptedException {
    IOException failure = failures.take();
    return failure instanceof ConnectionLost && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  @Override
  public void close() {
    dispatcher.post(dispatcher::stop);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
