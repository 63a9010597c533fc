package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fault.FaultSyntax;
import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.server.setting.ServerSettings;
import io.echod.server.udp.UdpStatistics;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerStatisticsTest {

  private static final int THREADS = 4;
  private static final int CLIENTS_PER_THREAD = 250;
  private static final int BYTES = 3000;

  @Test
  void countersBalanceInEverySnapshotAndAtTheEnd() throws Exception {
    try (EchoServer server = Servers.start(Servers.options(2))) {
      List<Background> threads = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int seed = thread;
        threads.add(Background.run("clients", () -> comeAndGo(Servers.address(server), seed)));
      }
      ServerStatistics last = ServerStatistics.NONE;
      while (!threads.stream().allMatch(Background::isDone)) {
        ServerStatistics now = server.statistics();
        assertBalance(now, last);
        last = now;
      }
      for (Background thread : threads) {
        thread.join();
      }

      Await.until("all to be closed", () -> server.statistics().open() == 0);
      long all = (long) THREADS * CLIENTS_PER_THREAD;
      long resets = all / 5;
      assertThat(server.statistics())
          .isEqualTo(
              new ServerStatistics(
                  all, 0, all, resets, 0, 0, 0, all * BYTES, all * BYTES, UdpStatistics.NONE));
    }
  }

  @Test
  void bytesThatAFaultDropsAreNotEchoed() throws Exception {
    ServerOptions options =
        Servers.options(1).with(ServerSettings.FAULT, FaultSyntax.parseAll("half-close,after=100"));
    try (EchoServer server = Servers.start(options)) {
      EchoClient client = EchoClient.connect(Servers.address(server));
      client.send(EchoClient.pattern(1, BYTES));
      assertThat(client.receiveToEnd()).hasSize(100);
      Await.until("all to be read", () -> server.statistics().bytesRead() == BYTES);
      assertThat(server.statistics().bytesEchoed()).isEqualTo(100);
      client.close();
      Await.until("it to be closed", () -> server.statistics().open() == 0);
      assertThat(server.statistics().bytesEchoed()).isEqualTo(100);
    }
  }

  private static void comeAndGo(SocketAddress address, int seed) throws Exception {
    for (int index = 0; index < CLIENTS_PER_THREAD; index++) {
      EchoClient client = EchoClient.connect(address);
      client.echo(EchoClient.pattern(seed, BYTES));
      if (index % 5 == 0) {
        client.reset();
      } else {
        client.close();
      }
    }
  }

  private static void assertBalance(ServerStatistics now, ServerStatistics last) {
    assertThat(now.accepted())
        .isEqualTo(now.open() + now.closed())
        .isBetween(last.accepted(), (long) THREADS * CLIENTS_PER_THREAD);
    assertThat(now.open()).isNotNegative();
    assertThat(now.closed()).isGreaterThanOrEqualTo(last.closed());
    assertThat(now.failed()).isBetween(last.failed(), now.closed());
    assertThat(now.bytesEchoed()).isLessThanOrEqualTo(now.bytesRead());
    assertThat(now.bytesRead()).isGreaterThanOrEqualTo(last.bytesRead());
  }

  @Test
  void theyStayAfterTheEnd() throws Exception {
    EchoServer server = Servers.start(Servers.options(2));
    try (server;
        EchoClient one = EchoClient.connect(Servers.address(server));
        EchoClient another = EchoClient.connect(Servers.address(server))) {
      one.echo("one");
      another.echo("another");
      server.close();
    }
    assertThat(server.statistics())
        .isEqualTo(new ServerStatistics(2, 0, 2, 2, 0, 0, 0, 10, 10, UdpStatistics.NONE));
  }
}
