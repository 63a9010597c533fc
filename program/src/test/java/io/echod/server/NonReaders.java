package io.echod.server;

import io.echod.fixture.Await;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Clients that send as long as they can and read nothing. */
final class NonReaders implements AutoCloseable {

  private static final int QUIET_LOOKS = 30;

  private final List<SocketChannel> clients = new ArrayList<>();
  private final long[] sent;
  private final long sentMax;
  private long firstReceived;

  /** Connects them; each would send {@code sentMax} bytes. */
  NonReaders(SocketAddress server, int count, int socketBufferBytes, long sentMax)
      throws IOException {
    this.sentMax = sentMax;
    sent = new long[count];
    for (int index = 0; index < count; index++) {
      SocketChannel client = SocketChannel.open();
      client.setOption(StandardSocketOptions.SO_RCVBUF, socketBufferBytes);
      client.setOption(StandardSocketOptions.SO_SNDBUF, socketBufferBytes);
      client.connect(server);
      client.configureBlocking(false);
      clients.add(client);
    }
  }

  /** Sends until the server takes nothing more from any of them, or all is sent. */
  void sendUntilStuck(EchoServer server) {
    int[] quiet = {0};
    long[] read = {-1};
    Await.until(
        "the server to stop reading",
        () -> {
          long now = server.statistics().bytesRead();
          quiet[0] = sendSome() == 0 && now == read[0] ? quiet[0] + 1 : 0;
          read[0] = now;
          return quiet[0] == QUIET_LOOKS;
        });
  }

  private long sendSome() throws IOException {
    long total = 0;
    for (int index = 0; index < clients.size(); index++) {
      long before = sent[index];
      int written;
      do {
        written = clients.get(index).write(next(sent[index]));
        sent[index] += written;
      } while (written > 0);
      total += sent[index] - before;
    }
    return total;
  }

  private ByteBuffer next(long position) {
    byte[] bytes = new byte[(int) Math.min(16_384, sentMax - position)];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = byteAt(position + index);
    }
    return ByteBuffer.wrap(bytes);
  }

  private static byte byteAt(long position) {
    return (byte) (position ^ position >> 8 ^ position >> 16);
  }

  /** Bytes that all have sent. */
  long sent() {
    long total = 0;
    for (long bytes : sent) {
      total += bytes;
    }
    return total;
  }

  /** Has the first one read at last: all that it has sent, in order. */
  void firstReadsAll() throws IOException {
    SocketChannel first = clients.getFirst();
    first.configureBlocking(true);
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (firstReceived < sent[0]) {
      buffer.clear();
      if (first.read(buffer) < 0) {
        throw new AssertionError(
            "the end came after " + firstReceived + " of " + sent[0] + " bytes");
      }
      for (buffer.flip(); buffer.hasRemaining(); firstReceived++) {
        if (buffer.get() != byteAt(firstReceived)) {
          throw new AssertionError("wrong byte at " + firstReceived);
        }
      }
    }
    first.configureBlocking(false);
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
  }
}
