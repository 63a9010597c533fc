package io.echod.process;

import io.echod.fixture.Background;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Clients that connect, have a few bytes echoed, and go. */
final class Churn {

  private static final int THREADS = 4;

  /** The rest end by a reset: clean ends keep their ports occupied for a minute (TIME-WAIT). */
  private static final int ONE_CLEAN_END_IN = 50;

  private Churn() {}

  /** Runs that many clients, a few at a time. */
  static void run(InetSocketAddress server, int count) throws Exception {
    List<Background> threads = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      threads.add(
          Background.run(
              "churn " + thread,
              () -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(Long.BYTES);
                for (int index = first; index < count; index += THREADS) {
                  comeAndGo(server, index, buffer);
                }
              }));
    }
    for (Background thread : threads) {
      thread.join();
    }
  }

  private static void comeAndGo(InetSocketAddress server, int index, ByteBuffer buffer)
      throws IOException {
    try (SocketChannel client = SocketChannel.open()) {
      if (index % ONE_CLEAN_END_IN != 0) {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      client.connect(server);
      buffer.clear().putLong(index).flip();
      client.write(buffer);
      buffer.clear();
      while (buffer.hasRemaining()) {
        if (client.read(buffer) < 0) {
          throw new IOException("client " + index + " read an early end");
        }
      }
      if (buffer.getLong(0) != index) {
        throw new IOException("client " + index + " got what it never sent");
      }
    }
  }
}
