package io.echod.scheme.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Standard input as a connection, so that all that reads connections reads it. Systems can't watch
 * every kind of file that it may be: a thread reads it and sends what it has read through a
 * connection of this process with itself.
 */
public final class StandardInput {

  private static final String NAME = "standard-input";

  private final Endpoints endpoints;
  private InputStream source = InputStream.nullInputStream();
  private @Nullable TcpConnection endpoint;

  StandardInput(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /** From now on standard input is this. */
  public void from(InputStream other) {
    source = other;
  }

  /** The endpoint: the same one each time, until it is destroyed, and then at its end. */
  public TcpConnection endpoint() throws IOException {
    TcpConnection known = endpoint;
    if (known == null || known.isDestroyed()) {
      known = open();
      endpoint = known;
    }
    return known;
  }

  private TcpConnection open() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    SocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    CompletableFuture<Integer> port = new CompletableFuture<>();
    InputStream input = source;
    source = InputStream.nullInputStream();
    Thread.ofPlatform().name("standard input").daemon().start(() -> pump(server, port, input));
    return TcpConnection.inward(
        endpoints, NAME, CompletableFuture.completedFuture(List.of(address)), port);
  }

  private static void pump(
      ServerSocket server, CompletableFuture<Integer> port, InputStream input) {
    try (Socket socket = acceptFrom(server, port)) {
      input.transferTo(socket.getOutputStream());
    } catch (IOException gone) {
      // The script does not read it any more.
    }
  }

  /** Anybody of this machine may connect; the script's end is known by its port. */
  private static Socket acceptFrom(ServerSocket server, CompletableFuture<Integer> port)
      throws IOException {
    try (server) {
      while (true) {
        Socket socket = server.accept();
        if (socket.getPort() == port.join()) {
          return socket;
        }
        socket.close();
      }
    }
  }
}
