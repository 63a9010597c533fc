package io.echod.scheme.endpoint;

import io.echod.scheme.runtime.Waits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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

  /**
   * The input as a stream, for Scheme's own ports. A read waits as {@code tcp-read} does: the end
   * of the script ends it. Within a callback it takes what is there.
   */
  public InputStream stream() {
    return new Stream();
  }

  private final class Stream extends InputStream {

    private static final Duration FOREVER = Duration.ofNanos(-1);

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(8 * 1024);

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length == 0) {
        return 0;
      }
      TcpConnection open = endpoint();
      ByteBuffer part = buffer.clear().limit(Math.min(length, buffer.capacity()));
      Waits waits = endpoints.loop().waits();
      Duration timeout = waits.of(FOREVER);
      int count = waits.run(() -> open.read(part, open.waits().untilReadable(timeout)));
      if (count == 0) {
        throw new IOException(
            "a callback can't wait for standard input; expected an iox-onio for (std-in)");
      }
      part.flip().get(bytes, offset, Math.max(0, count));
      return count < 0 ? -1 : count;
    }
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
