package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.net.address.Address;
import io.echod.server.setting.BalanceMode;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BalanceTest {

  private static final int DISPATCHERS = 8;
  private static final int EACH = 8;

  static Stream<Named<Kernel.Factory>> kernels() {
    return Stream.of(Named.of("nio", NioKernel::new), Named.of("epoll", EpollKernel::new));
  }

  private static ServerOptions options() {
    return Servers.options(DISPATCHERS)
        .with(ServerSettings.BALANCE, BalanceMode.CONNECTIONS)
        .with(ServerSettings.DRAIN_TIMEOUT, Duration.ofDays(365));
  }

  private static List<EchoClient> connect(EchoServer server, int count) throws IOException {
    List<EchoClient> clients = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      clients.add(EchoClient.connect(Servers.address(server)));
    }
    for (EchoClient client : clients) {
      client.echo("served by whichever");
    }
    return clients;
  }

  /** The open connections of each dispatcher. */
  private static List<Long> open(EchoServer server) {
    return server.loopStatistics(Duration.ofSeconds(60)).stream()
        .map(Optional::orElseThrow)
        .map(loop -> loop.clients().open())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyDispatcherHasAsManyConnections(Kernel.Factory kernels) throws Exception {
    try (EchoServer server = EchoServer.start(options(), kernels)) {
      List<EchoClient> clients = connect(server, DISPATCHERS * EACH);
      assertThat(open(server)).hasSize(DISPATCHERS).containsOnly((long) EACH);
      for (EchoClient client : clients) {
        client.leave();
      }
      Await.until("all to be gone", () -> server.statistics().open() == 0);
      assertThat(server.statistics())
          .extracting(ServerStatistics::accepted, ServerStatistics::failed)
          .containsExactly((long) DISPATCHERS * EACH, 0L);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void newConnectionsFillTheGapsThatClosedOnesHaveLeft(Kernel.Factory kernels) throws Exception {
    try (EchoServer server = EchoServer.start(options(), kernels)) {
      List<EchoClient> clients = connect(server, DISPATCHERS * EACH);
      for (EchoClient client : clients.subList(0, DISPATCHERS * EACH / 2)) {
        client.leave();
      }
      long half = DISPATCHERS * EACH / 2;
      Await.until("half to be gone", () -> server.statistics().open() == half);
      connect(server, DISPATCHERS * EACH / 2);
      assertThat(open(server)).containsOnly((long) EACH);
    }
  }

  @Test
  void clientsOfAUnixSocketCountForTheFirstDispatcherWhichKeepsThem(@TempDir Path directory)
      throws Exception {
    Path path = directory.resolve("echo");
    ServerOptions options =
        ServerOptions.of(Settings.DEFAULT)
            .with(ServerSettings.DISPATCHERS, DISPATCHERS)
            .with(ServerSettings.BALANCE, BalanceMode.CONNECTIONS)
            .with(
                ServerSettings.LISTEN,
                List.of(Address.parse("tcp://127.0.0.1:0"), Address.parse("unix://" + path)));
    UnixDomainSocketAddress local = UnixDomainSocketAddress.of(path);
    try (EchoServer server = Servers.start(options)) {
      for (int round = 0; round < 2; round++) {
        List<SocketChannel> locals = new ArrayList<>();
        for (int index = 0; index < EACH; index++) {
          locals.add(SocketChannel.open(local));
        }
        Await.until("all to be there", () -> server.statistics().open() == EACH);
        List<EchoClient> clients = connect(server, (DISPATCHERS - 1) * EACH);
        assertThat(open(server)).containsOnly((long) EACH);
        for (SocketChannel one : locals) {
          one.close();
        }
        for (EchoClient client : clients) {
          client.leave();
        }
        Await.until("all to be gone", () -> server.statistics().open() == 0);
      }
    }
  }

  @Test
  void aConnectionThatIsHandedOnCountsForTheLimitOfAll() throws Exception {
    ServerOptions options = options().with(ServerSettings.MAX_CONNECTIONS, DISPATCHERS);
    try (EchoServer server = Servers.start(options)) {
      for (int round = 1; round <= 3; round++) {
        List<EchoClient> clients = connect(server, DISPATCHERS);
        try (EchoClient refused = EchoClient.connect(Servers.address(server))) {
          assertThat(refused.receiveToEnd()).as("what one too many reads").isEmpty();
        }
        assertThat(open(server)).containsOnly(1L);
        for (EchoClient client : clients) {
          client.leave();
        }
        Await.until("all to be gone", () -> server.statistics().open() == 0);
        assertThat(server.statistics().refused()).isEqualTo(round);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyByteReceivedComesBackWhenTheServerDrainsWhileClientsArrive(Kernel.Factory kernels)
      throws Exception {
    for (int round = 0; round < 20; round++) {
      try (EchoServer server = EchoServer.start(options(), kernels)) {
        List<EchoClient> clients = new ArrayList<>();
        for (int index = 0; index < 32; index++) {
          clients.add(EchoClient.connect(Servers.address(server)));
          clients.getLast().send(EchoClient.pattern(index, 100));
        }
        server.drain();
        for (int index = 0; index < clients.size(); index++) {
          assertThat(clients.get(index).receiveToEnd())
              .as("what client %d reads, round %d", index, round)
              .isEqualTo(EchoClient.pattern(index, 100));
          clients.get(index).leave();
        }
        server.await();
        assertThat(server.statistics())
            .extracting(ServerStatistics::accepted, ServerStatistics::open)
            .containsExactly(32L, 0L);
      }
    }
  }
}
