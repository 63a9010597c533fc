package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Fifty clients, each with one message under way at a time. */
final class Messages {

  private static final int CLIENTS = 50;
  private static final int BYTES = 64;

  private Messages() {}

  /** Has that many messages echoed in all, each checked. */
  static void run(InetSocketAddress server, int count) throws IOException {
    try (Selector selector = Selector.open()) {
      for (int index = 0; index < CLIENTS; index++) {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Exchange exchange = new Exchange(channel);
        channel.register(selector, SelectionKey.OP_READ, exchange);
        exchange.send(index);
      }
      int[] done = {0};
      while (done[0] < count) {
        int ready =
            selector.select(
                key -> {
                  Exchange exchange = (Exchange) key.attachment();
                  if (exchange.received()) {
                    done[0]++;
                    exchange.send(done[0]);
                  }
                },
                60_000);
        assertThat(ready).as("clients that got something within a minute").isPositive();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    }
  }

  private static final class Exchange {

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    private long sent;

    Exchange(SocketChannel channel) {
      this.channel = channel;
    }

    void send(long number) {
      sent = number;
      buffer.clear().putLong(0, number);
      try {
        channel.write(buffer);
      } catch (IOException failure) {
        throw new AssertionError(failure);
      }
      buffer.clear();
    }

    /** Whether the whole message is back. */
    boolean received() {
      try {
        if (channel.read(buffer) < 0) {
          throw new AssertionError("the server has ended the connection");
        }
      } catch (IOException failure) {
        throw new AssertionError(failure);
      }
      if (buffer.hasRemaining()) {
        return false;
      }
      assertThat(buffer.getLong(0)).isEqualTo(sent);
      return true;
    }
  }
}
