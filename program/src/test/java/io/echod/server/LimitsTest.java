package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernels.Kernels;
import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.server.admission.Admission;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, by clients that come up against them. */
@Timeout(60)
class LimitsTest {

  /** Between two words of one who speaks. */
  private static final long PAUSE_NANOS = 20_000_000;

  private static ServerOptions options() {
    return ServerOptions.on(Loopback.ipv4(0)).with(ServerSettings.DISPATCHERS, 2);
  }

  private static EchoServer start(String kernel, ServerOptions options) throws IOException {
    return EchoServer.start(options, Kernels.named(kernel));
  }

  private static void assertRefused(InetSocketAddress address) throws IOException {
    try (SocketChannel client = SocketChannel.open(address)) {
      assertEnds(client);
    }
  }

  private static void assertEnds(SocketChannel client) throws IOException {
    try {
      assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    } catch (SocketException reset) {
      // As good as an end.
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void oneTooManyIsClosedAndCountedAndAnotherComesInWhenOneHasGone(String kernel) throws Exception {
    try (EchoServer server = start(kernel, options().with(ServerSettings.MAX_CONNECTIONS, 2))) {
      InetSocketAddress address = Servers.address(server);
      try (EchoClient first = EchoClient.connect(address)) {
        first.echo("one");
        try (EchoClient second = EchoClient.connect(address)) {
          second.echo("two");
          for (int count = 0; count < 100; count++) {
            assertRefused(address);
          }
          first.echo("still here");
        }
        Await.until(() -> "one is open", () -> server.statistics().open() == 1);
        try (EchoClient third = EchoClient.connect(address)) {
          third.echo("three");
        }
      }
      assertThat(server.statistics().refused()).isEqualTo(100);
      assertThat(server.statistics().accepted()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void oneThatIsDeniedIsNotServed(String kernel) throws Exception {
    ServerOptions options =
        options().with(ServerSettings.DENY, ServerSettings.DENY.kind().parse("127.0.0.0/8"));
    try (EchoServer server = start(kernel, options)) {
      assertRefused(Servers.address(server));
      assertThat(server.statistics().accepted()).isZero();
      assertThat(server.statistics().refused()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void oneThatIsSilentIsClosedAndOneThatSpeaksIsNot(String kernel) throws Exception {
    Duration timeout = Duration.ofMillis(300);
    ServerOptions options = options().with(ServerSettings.IDLE_TIMEOUT, timeout);
    try (EchoServer server = start(kernel, options)) {
      Await.until(
          "one who speaks to outlast one who is silent",
          () -> outlastsASilentOne(Servers.address(server), timeout));
    }
  }

  /** False where the machine stood still for so long that who speaks was silent, too. */
  private static boolean outlastsASilentOne(InetSocketAddress address, Duration timeout)
      throws IOException {
    try (EchoClient speaking = EchoClient.connect(address);
        SocketChannel silent = SocketChannel.open(address)) {
      Background end = Background.run("one who is silent", () -> assertEnds(silent));
      long spokenNanos = System.nanoTime();
      try {
        while (!end.isDone()) {
          long now = System.nanoTime();
          speaking.echo("here");
          spokenNanos = now;
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        speaking.echo("still here");
      } catch (IOException | AssertionError closed) {
        assertThat(Duration.ofNanos(System.nanoTime() - spokenNanos))
            .as("silence before it was closed")
            .isGreaterThanOrEqualTo(timeout);
        return false;
      }
      end.join();
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void oneThatTakesNothingIsReset(String kernel) throws Exception {
    ServerOptions options = options().with(ServerSettings.WRITE_TIMEOUT, Duration.ofMillis(200));
    try (EchoServer server = start(kernel, options);
        SocketChannel greedy = SocketChannel.open(Servers.address(server))) {
      ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
      try {
        while (true) {
          greedy.write(bytes.clear());
        }
      } catch (IOException reset) {
        Await.until(() -> "it has failed", () -> server.statistics().failed() == 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void behindTheLastByteAllowedTheConnectionEnds(String kernel) throws Exception {
    ServerOptions options = options().with(ServerSettings.MAX_BYTES, 100_000L);
    try (EchoServer server = start(kernel, options);
        SocketChannel client = SocketChannel.open(Servers.address(server))) {
      byte[] sent = EchoClient.pattern(7, 150_000);
      ByteBuffer rest = ByteBuffer.wrap(sent);
      while (rest.hasRemaining()) {
        client.write(rest);
      }
      ByteBuffer got = ByteBuffer.allocate(sent.length);
      while (client.read(got) >= 0) {
        // Until the end.
      }
      assertThat(got.position()).isEqualTo(100_000);
      assertThat(got.array()).startsWith(Arrays.copyOf(sent, 100_000));
      assertThat(server.statistics().bytesRead()).isEqualTo(100_000);
    }
  }

  /** The line was read to look for a command in it. */
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void theLimitHoldsForAFirstLineThatIsNoCommand(String kernel) throws Exception {
    ServerOptions options =
        options().with(ServerSettings.MAX_BYTES, 10L).with(ServerSettings.FAULT_COMMANDS, 1);
    try (EchoServer server = start(kernel, options);
        SocketChannel client = SocketChannel.open(Servers.address(server))) {
      client.write(ByteBuffer.wrap("more than ten bytes\n".getBytes(StandardCharsets.UTF_8)));
      ByteBuffer got = ByteBuffer.allocate(100);
      while (client.read(got) >= 0) {
        // Until the end.
      }
      assertThat(new String(got.array(), 0, got.position(), StandardCharsets.UTF_8))
          .isEqualTo("more than ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void withoutAnySettingNoClientIsAsked(String kernel) throws Exception {
    assertThat(new Admission(Settings.DEFAULT).isOpen()).isTrue();
    try (EchoServer server = start(kernel, options());
        EchoClient client = EchoClient.connect(Servers.address(server))) {
      client.echo("hello");
    }
  }
}
