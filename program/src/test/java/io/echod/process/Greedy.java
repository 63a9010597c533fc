package io.echod.process;

import io.echod.fixture.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Clients that send and never read; those that the server resets are taken out. */
final class Greedy implements AutoCloseable {

  private static final int QUIET_ROUNDS = 20;

  private final List<SocketChannel> clients = new ArrayList<>();
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
  private int resets;

  /** Connects so many. */
  Greedy(InetSocketAddress server, int count) throws IOException {
    try {
      for (int index = 0; index < count; index++) {
        SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        client.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
        client.connect(server);
        client.configureBlocking(false);
      }
    } catch (IOException refused) {
      close();
      throw refused;
    }
  }

  /** Sends until the server takes no more from anybody. */
  void sendAll() {
    int[] quiet = {0};
    Await.until(
        "the server to take no more",
        () -> {
          quiet[0] = sendSome() == 0 ? quiet[0] + 1 : 0;
          return quiet[0] == QUIET_ROUNDS;
        });
  }

  /** Sends what the sockets take now; returns the bytes. */
  long sendSome() throws IOException {
    long sent = 0;
    for (Iterator<SocketChannel> each = clients.iterator(); each.hasNext(); ) {
      SocketChannel client = each.next();
      try {
        sent += client.write(bytes.clear());
      } catch (IOException reset) {
        client.close();
        each.remove();
        resets++;
      }
    }
    return sent;
  }

  /** Those that the server has reset. */
  int resets() {
    return resets;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
  }
}
