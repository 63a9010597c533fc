package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.SystemView;
import io.echod.net.ConnectionOptions;
import io.echod.server.setting.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainTest {

  private static final Duration NEVER = Duration.ofDays(365);

  private static final int PIECE_BYTES = 1000;

  /** One finds the client, one its bytes; the rest are for one that was under way. */
  private static final int TURNS = 10;

  /** Little fits on the way to the client, so that a queue forms and input is left unread. */
  private static ServerOptions narrow() {
    return Servers.options(1)
        .with(ServerSettings.BUFFER, 16_384)
        .withConnections(ConnectionOptions.DEFAULT.withSendBuffer(4096))
        .with(ServerSettings.DRAIN_TIMEOUT, NEVER);
  }

  /**
   * Sends piece after piece, each once the one before has come, until the server leaves one unread:
   * its queue is full, however much the system takes. Returns all that was sent.
   */
  private static byte[] sendUntilLeftUnread(EchoServer server, EchoClient client)
      throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    boolean[] left = {false};
    while (!left[0]) {
      byte[] piece = EchoClient.pattern(sent.size(), PIECE_BYTES);
      client.send(piece);
      sent.writeBytes(piece);
      Await.until(
          "all to have arrived",
          () -> SystemView.unacknowledgedBytes(client.localPort(), client.serverPort()) == 0);
      int[] turns = {0};
      Await.until(
          "a piece to be read, or to be left unread by some turns",
          () -> {
            // Each is answered within a turn.
            long read = server.statistics().bytesRead();
            left[0] = turns[0]++ >= TURNS;
            return read == sent.size() || left[0];
          });
    }
    return sent.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void idleClientsReadTheEndAndTheServerEnds(int dispatchers) throws Exception {
    try (EchoServer server =
        Servers.start(Servers.options(dispatchers).with(ServerSettings.DRAIN_TIMEOUT, NEVER))) {
      List<EchoClient> clients = new ArrayList<>();
      for (int index = 0; index < 20; index++) {
        clients.add(EchoClient.connect(Servers.address(server)));
        clients.getLast().echo("client " + index);
      }
      server.drain();
      for (EchoClient client : clients) {
        assertThat(client.receiveToEnd()).isEmpty();
        client.leave();
      }
      server.await();
      assertThat(server.statistics())
          .extracting(ServerStatistics::closed, ServerStatistics::failed)
          .containsExactly(20L, 0L);
    }
  }

  @Test
  void withoutClientsItEndsAtOnce() throws Exception {
    try (EchoServer server =
        Servers.start(Servers.options(2).with(ServerSettings.DRAIN_TIMEOUT, NEVER))) {
      server.drain();
      server.await();
      assertThatIOException().isThrownBy(() -> EchoClient.connect(Servers.address(server)));
    }
  }

  @Test
  void everyByteReceivedComesBackWhetherQueuedOrUnread() throws Exception {
    try (EchoServer server = Servers.start(narrow());
        EchoClient client = EchoClient.connect(Servers.address(server), 4096)) {
      byte[] bytes = sendUntilLeftUnread(server, client);

      server.drain();
      assertThat(client.receiveToEnd()).isEqualTo(bytes);
      client.leave();
      server.await();
      assertThat(server.statistics().failed()).isZero();
    }
  }

  /** It has nothing more to send, so only the flushed queue can show that it is done. */
  @Test
  void aSlowReaderEndsAsSoonAsItHasCaughtUp() throws Exception {
    byte[] bytes = EchoClient.pattern(4, 16_384);
    try (EchoServer server = Servers.start(narrow());
        EchoClient client = EchoClient.connect(Servers.address(server), 4096)) {
      client.send(bytes);
      Await.until("all to be read", () -> server.statistics().bytesRead() == bytes.length);

      server.drain();
      assertThat(client.receiveToEnd()).isEqualTo(bytes);
      client.leave();
      server.await();
    }
  }

  @Test
  void connectionsNotYetAcceptedAreServed() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    ServerOptions options =
        Servers.options(1)
            .with(ServerSettings.DRAIN_TIMEOUT, NEVER)
            .withTrace(line -> {
              if (line.startsWith("tcp: read 7 bytes")) {
                stalled.countDown();
                Await.until("the end of the stall", () -> released.getCount() == 0);
              }
            });
    try (EchoServer server = Servers.start(options);
        EchoClient first = EchoClient.connect(Servers.address(server))) {
      first.send(EchoClient.pattern(0, 7));
      stalled.await();
      List<EchoClient> waiting = new ArrayList<>();
      for (int index = 0; index < 100; index++) {
        EchoClient client = EchoClient.connect(Servers.address(server));
        client.send(EchoClient.pattern(index, 1000));
        waiting.add(client);
      }
      server.drain();
      released.countDown();

      for (int index = 0; index < waiting.size(); index++) {
        assertThat(waiting.get(index).receiveToEnd()).isEqualTo(EchoClient.pattern(index, 1000));
        waiting.get(index).close();
      }
      assertThat(first.receiveToEnd()).hasSize(7);
      first.leave();
      server.await();
      assertThat(server.statistics().accepted()).isEqualTo(101);
    }
  }

  @Test
  void stragglersAreCutAtTheDeadline() throws Exception {
    Await.until("a polite client to leave in time", DrainTest::cutsAStraggler);
  }

  /** False where the machine stood still for so long that the polite client was cut, too. */
  private static boolean cutsAStraggler() throws Exception {
    Duration timeout = Duration.ofMillis(200);
    try (EchoServer server = Servers.start(narrow().with(ServerSettings.DRAIN_TIMEOUT, timeout));
        EchoClient polite = EchoClient.connect(Servers.address(server));
        EchoClient straggler = EchoClient.connect(Servers.address(server), 4096)) {
      sendUntilLeftUnread(server, straggler);
      polite.echo("hello");

      long start = System.nanoTime();
      server.drain();
      boolean clean = endsCleanly(polite);
      if (System.nanoTime() - start >= timeout.toNanos()) {
        return false;
      }
      assertThat(clean).as("a clean end for the polite one").isTrue();
      server.await();
      assertThat(server.statistics())
          .extracting(ServerStatistics::open, ServerStatistics::closed, ServerStatistics::failed)
          .containsExactly(0L, 2L, 1L);
      assertThatThrownBy(straggler::receiveToEnd).isInstanceOf(SocketException.class);
      return true;
    }
  }

  /** Whether it reads an end before any byte; leaves then. */
  private static boolean endsCleanly(EchoClient client) throws IOException {
    try {
      boolean nothing = client.receiveToEnd().length == 0;
      client.leave();
      return nothing;
    } catch (SocketException reset) {
      return false;
    }
  }

  @Test
  void noNewClientIsAcceptedMeanwhile() throws Exception {
    EchoServer server = Servers.start(narrow());
    try (server;
        EchoClient straggler = EchoClient.connect(Servers.address(server), 4096)) {
      sendUntilLeftUnread(server, straggler);
      InetSocketAddress address = Servers.address(server);
      server.drain();
      Await.until("connections to be refused", () -> isRefused(address));
      assertThat(server.statistics().open()).isGreaterThanOrEqualTo(1);
    }
  }

  private static boolean isRefused(InetSocketAddress address) throws IOException {
    try (EchoClient late = EchoClient.connect(address)) {
      return late.receiveToEnd().length > 0;
    } catch (ConnectException refused) {
      return true;
    } catch (SocketException resetInTheBacklog) {
      return false;
    }
  }

  @Test
  void aSecondDrainChangesNothing() throws Exception {
    try (EchoServer server = Servers.start(narrow());
        EchoClient client = EchoClient.connect(Servers.address(server), 4096)) {
      byte[] bytes = sendUntilLeftUnread(server, client);
      server.drain();
      server.drain();
      Background again = Background.run("another drain", server::drain);
      assertThat(client.receiveToEnd()).isEqualTo(bytes);
      again.join();
      client.leave();
      server.await();
      server.drain();
      assertThat(server.statistics().failed()).isZero();
    }
  }

  @Test
  void aClientThatNeverStopsSendingCannotHoldItUp() throws Exception {
    ServerOptions options =
        Servers.options(1).with(ServerSettings.DRAIN_TIMEOUT, Duration.ofMillis(500));
    try (EchoServer server = Servers.start(options);
        EchoClient client = EchoClient.connect(Servers.address(server))) {
      Background sender = Background.run("endless sender", () -> sendUntilRefused(client));
      Background reader = Background.run("reader", () -> receiveUntilTheEnd(client));
      Await.until("some traffic", () -> server.statistics().bytesRead() > 1_000_000);
      server.drain();
      server.await();
      sender.join();
      reader.join();
    }
  }

  private static void sendUntilRefused(EchoClient client) {
    byte[] bytes = EchoClient.pattern(8, 65_536);
    try {
      while (true) {
        client.send(bytes);
      }
    } catch (IOException refused) {
      // The server has gone, as it should.
    }
  }

  private static void receiveUntilTheEnd(EchoClient client) {
    try {
      client.receiveToEnd();
    } catch (IOException reset) {
      // A cut is an end, too.
    }
  }
}
