package io.echod.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * An echo server as the JDK would have it written today: blocking sockets, a virtual thread for
 * each.
 *
 * <p>It listens on a free port of 127.0.0.1.
 */
public final class VirtualThreadEcho {

  private static final int BUFFER_BYTES_MIN = 4 * 1024;
  private static final int BUFFER_BYTES_MAX = 64 * 1024;

  private VirtualThreadEcho() {}

  /** Serves until the process is ended. */
  public static void main(String[] arguments) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 4096);
      System.out.println("Listening on tcp://127.0.0.1:" + listener.socket().getLocalPort());
      while (true) {
        SocketChannel connection = listener.accept();
        Thread.startVirtualThread(() -> serve(connection));
      }
    }
  }

  private static void serve(SocketChannel connection) {
    try (connection) {
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      echo(connection);
    } catch (IOException broken) {
      // The client has gone.
    }
  }

  /**
   * On the heap, as a buffer outside of it costs more to make than a short connection is worth; the
   * JDK copies by way of one that belongs to the carrier. A write returns when all was taken.
   */
  private static void echo(SocketChannel connection) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES_MIN);
    while (connection.read(buffer) >= 0) {
      boolean wasFull = !buffer.hasRemaining();
      buffer.flip();
      while (buffer.hasRemaining()) {
        connection.write(buffer);
      }
      if (wasFull && buffer.capacity() < BUFFER_BYTES_MAX) {
        buffer = ByteBuffer.allocate(2 * buffer.capacity());
      }
      buffer.clear();
    }
  }
}
