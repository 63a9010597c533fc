package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Loopback;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several at the same moment: servers on one port, and clients while a server starts. */
class StartTogetherTest {

  private static final int PAIRS = 60;
  private static final int PAIRS_OF_PROCESSES = 5;

  static Stream<Named<Kernel.Factory>> kernels() {
    return Stream.of(Named.of("nio", NioKernel::new), Named.of("epoll", EpollKernel::new));
  }

  /** The outcome of one start: a server, or the message of a failure. */
  private record Start(Optional<EchoServer> server, String failure) {

    static Start of(ServerOptions options, Kernel.Factory kernels) {
      try {
        return new Start(Optional.of(EchoServer.start(options, kernels)), "");
      } catch (IOException failure) {
        return new Start(Optional.empty(), String.valueOf(failure.getMessage()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void ofTwoServersStartedAtOnceExactlyOneHasThePort(Kernel.Factory kernels) throws Exception {
    for (int pair = 0; pair < PAIRS; pair++) {
      // With one dispatcher each, with several each, and one of each.
      int[] dispatchers = {1 + pair % 3, 1 + pair / 3 % 3};
      InetSocketAddress address = Loopback.ipv4(Loopback.freePort());
      AtomicBoolean over = new AtomicBoolean();
      Background client = Background.run("client", () -> echoUntil(over, address));
      Start[] starts = startBoth(address, dispatchers, kernels);
      try {
        List<Start> failed = Stream.of(starts).filter(start -> start.server.isEmpty()).toList();
        assertThat(failed).as("servers of pair %d that have no port", pair).hasSize(1);
        assertThat(failed.getFirst().failure)
            .contains("can't listen on tcp://127.0.0.1:" + address.getPort())
            .contains("in use");
        over.set(true);
        client.join();
      } finally {
        over.set(true);
        Stream.of(starts).flatMap(start -> start.server.stream()).forEach(EchoServer::close);
      }
    }
  }

  private static Start[] startBoth(
      InetSocketAddress address, int[] dispatchers, Kernel.Factory kernels) {
    CyclicBarrier both = new CyclicBarrier(2);
    Start[] starts = new Start[2];
    List<Background> starters = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      int number = index;
      starters.add(
          Background.run(
              "starter " + number,
              () -> {
                both.await();
                ServerOptions options =
                    ServerOptions.on(address).with(ServerSettings.DISPATCHERS, dispatchers[number]);
                starts[number] = Start.of(options, kernels);
              }));
    }
    starters.forEach(Background::join);
    return starts;
  }

  /** Connects all the time; a client that is let in is served, until the end and once after it. */
  private static void echoUntil(AtomicBoolean over, InetSocketAddress address) throws IOException {
    for (boolean last = false; !last; ) {
      last = over.get();
      try (EchoClient client = EchoClient.connect(address)) {
        client.echo("hello");
      } catch (ConnectException refused) {
        assertThat(last).as("refused although a server has started").isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void theSystemSpreadsClientsOverEveryDispatcher(Kernel.Factory kernels) throws Exception {
    List<Thread> served = new ArrayList<>();
    ServerOptions options =
        Servers.options(3)
            .withTrace(line -> {
              if (line.startsWith("tcp: answered")) {
                synchronized (served) {
                  served.add(Thread.currentThread());
                }
              }
            });
    try (EchoServer server = EchoServer.start(options, kernels)) {
      Await.until(
          "each dispatcher to have a client",
          () -> {
            try (EchoClient client = EchoClient.connect(Servers.address(server))) {
              client.echo("hello");
            }
            synchronized (served) {
              return served.stream().distinct().count() == 3;
            }
          });
    }
  }

  @Test
  void ofTwoProcessesStartedAtOnceExactlyOneServes() throws Exception {
    for (int pair = 0; pair < PAIRS_OF_PROCESSES; pair++) {
      InetSocketAddress address = Loopback.ipv4(Loopback.freePort());
      try (EchodProcess one = start(address);
          EchodProcess other = start(address)) {
        Await.until("one of them to end", () -> !one.isAlive() || !other.isAlive());
        EchodProcess loser = one.isAlive() ? other : one;
        EchodProcess winner = one.isAlive() ? one : other;
        assertThat(loser.exitCode()).isEqualTo(1);
        assertThat(loser.errors()).contains(":" + address.getPort()).contains("in use");
        winner.awaitListening(1);
        try (EchoClient client = EchoClient.connect(address)) {
          client.echo("hello");
        }
      }
    }
  }

  private static EchodProcess start(InetSocketAddress address) throws IOException {
    return EchodProcess.run(
        Launch.DEFAULT, "--bind=127.0.0.1", "--port=" + address.getPort(), "--dispatchers=3");
  }
}
