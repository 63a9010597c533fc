package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.server.setting.ServerSettings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoServerTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1 << 20, 8 << 20})
  void everyByteComesBackAndThenTheEnd(int length) throws Exception {
    try (EchoServer server = Servers.start(Servers.options(1));
        EchoClient client = EchoClient.connect(Servers.address(server))) {
      client.echo(EchoClient.pattern(length, length));
      client.endOutput();
      assertThat(client.receiveToEnd()).isEmpty();
    }
  }

  @Test
  void aBufferOfOneByteStillEchoesEverything() throws Exception {
    try (EchoServer server = Servers.start(Servers.options(1).with(ServerSettings.BUFFER, 1));
        EchoClient client = EchoClient.connect(Servers.address(server))) {
      client.echo(EchoClient.pattern(1, 20_000));
    }
  }

  @Test
  void whatWasSentBeforeAHalfCloseComesBackAndThenTheEnd() throws Exception {
    byte[] bytes = EchoClient.pattern(2, 4 << 20);
    try (EchoServer server = Servers.start(Servers.options(1));
        EchoClient client = EchoClient.connect(Servers.address(server))) {
      Background sender =
          Background.run(
              "sender",
              () -> {
                client.send(bytes);
                client.endOutput();
              });
      Await.until("the server to be stuck with its answer", () -> isStuckOrDone(server, sender));
      assertThat(client.receiveToEnd()).isEqualTo(bytes);
      sender.join();
    }
  }

  private static boolean isStuckOrDone(EchoServer server, Background sender) {
    return sender.isDone() || server.statistics().bytesRead() > 0;
  }

  /** All clients of a dispatcher share one buffer: no client may see the bytes of another. */
  @Test
  void fiftyClientsAtOnceOnSeveralDispatchersGetTheirOwnBytesOnly() throws Exception {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    ServerOptions options =
        Servers.options(3).withTrace(_ -> threads.add(Thread.currentThread().getName()));
    try (EchoServer server = Servers.start(options)) {
      threads.clear();
      SocketAddress address = Servers.address(server);
      List<Background> clients = new ArrayList<>();
      for (int seed = 0; seed < 50; seed++) {
        int own = seed;
        clients.add(Background.run("client " + seed, () -> echoInPieces(address, own)));
      }
      for (Background client : clients) {
        client.join();
      }
      assertThat(threads).as("threads that served").hasSizeBetween(2, 3);
      assertThat(server.statistics().accepted()).isEqualTo(50);
    }
  }

  private static void echoInPieces(SocketAddress address, int seed) throws Exception {
    try (EchoClient client = EchoClient.connect(address)) {
      for (int round = 0; round < 40; round++) {
        // Lengths that differ a lot, so that a short one meets the rest of a long one.
        client.echo(
            EchoClient.pattern(seed * 1000L + round, 1 + (seed * 7919 + round * 104_729) % 40_000));
      }
    }
  }

  @Test
  void servesIpv6() throws Exception {
    ServerOptions options = ServerOptions.on(Loopback.ipv6(0));
    try (EchoServer server = Servers.start(options);
        EchoClient client = EchoClient.connect(Servers.address(server))) {
      client.echo("over IPv6");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void severalAddressesShareOnePickedPort(int dispatchers) throws Exception {
    ServerOptions options =
        ServerOptions.on(Loopback.ipv4(0), Loopback.ipv6(0))
            .with(ServerSettings.DISPATCHERS, dispatchers);
    try (EchoServer server = Servers.start(options)) {
      assertThat(server.addresses()).hasSize(2);
      for (SocketAddress address : server.addresses()) {
        assertThat(((InetSocketAddress) address).getPort())
            .isEqualTo(Servers.address(server).getPort())
            .isPositive();
        try (EchoClient client = EchoClient.connect(address)) {
          client.echo("hello " + address);
        }
      }
    }
  }

  @Test
  void aResetByOneClientHarmsNoOther() throws Exception {
    try (EchoServer server = Servers.start(Servers.options(1));
        EchoClient neighbour = EchoClient.connect(Servers.address(server))) {
      for (int round = 0; round < 20; round++) {
        EchoClient rude = EchoClient.connect(Servers.address(server), 4096);
        rude.send(EchoClient.pattern(round, 100_000));
        rude.reset();
        neighbour.echo("still here " + round);
      }
      Await.until("the resets to be noticed", () -> server.statistics().open() == 1);
      assertThat(server.statistics().closed()).isEqualTo(20);
      neighbour.echo("still here");
    }
  }
}
