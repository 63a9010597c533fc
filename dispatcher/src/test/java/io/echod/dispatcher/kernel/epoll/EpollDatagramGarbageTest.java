package io.echod.dispatcher.kernel.epoll;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.StreamPair;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A datagram over epoll costs no object, once the code is compiled. */
final class EpollDatagramGarbageTest {

  private static final int ROUNDS = 20_000;
  private static final int ATTEMPTS_MAX = 20;

  /** Far less than the smallest object for each round. */
  private static final long BYTES_MAX = ROUNDS;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** An echo there and back. */
  private interface Round {
    void run() throws IOException;
  }

  private static void checkGarbage(Round round) throws IOException {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS_MAX && least > BYTES_MAX; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int index = 0; index < ROUNDS; index++) {
        round.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes for %d rounds", ROUNDS).isLessThanOrEqualTo(BYTES_MAX);
  }

  @Test
  void oneByOne() throws IOException {
    try (EpollKernel kernel = new EpollKernel()) {
      DatagramSource client = kernel.bind(StreamPair.anyPort(), DatagramOptions.DEFAULT);
      DatagramSource server = kernel.bind(StreamPair.anyPort(), DatagramOptions.DEFAULT);
      DatagramAddress to = new DatagramAddress(server.localAddress());
      DatagramAddress from = new DatagramAddress();
      // One for all, as a server has it: the JDK makes an object to hold the address of another
      // one.
      ByteBuffer buffer = ByteBuffer.allocateDirect(64);
      checkGarbage(() -> {
        client.send(buffer.clear(), to);
        server.receive(buffer.clear(), from);
        server.send(buffer.flip(), from);
        client.receive(buffer.clear(), from);
        // No further datagram waits, which is found out as cheaply.
        client.receive(buffer.clear(), from);
      });
    }
  }

  /** At one address, and at every address, where the address asked for is reported. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
  void byBatches(String host) throws IOException {
    try (EpollKernel kernel = new EpollKernel()) {
      DatagramSource client = kernel.bind(StreamPair.anyPort(), DatagramOptions.DEFAULT);
      InetSocketAddress place = new InetSocketAddress(InetAddress.ofLiteral(host), 0);
      DatagramSource server = kernel.bind(place, DatagramOptions.DEFAULT);
      InetAddress asked = StreamPair.anyPort().getAddress();
      DatagramAddress to =
          new DatagramAddress(new InetSocketAddress(asked, server.localAddress().getPort()));
      // One for all, too. Datagrams that come back go out again.
      DatagramBatch batch = new DatagramBatch(8);
      for (int index = 0; index < 8; index++) {
        batch.add(ByteBuffer.allocate(64), to);
      }
      checkGarbage(() -> {
        client.send(batch, 0);
        server.receive(batch);
        batch.keep((_, datagram) -> datagram.hasRemaining());
        server.send(batch, 0);
        client.receive(batch);
      });
      assertThat(batch.size()).as("datagrams that went round").isEqualTo(8);
    }
  }
}
