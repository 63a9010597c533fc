package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.fixture.Await;
import io.echod.net.ConnectionOptions;
import io.echod.net.address.Names;
import io.echod.server.setting.Greeting;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreetingTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00.123456Z");

  private static ServerOptions greeting(String template) {
    return Servers.options(1)
        .with(ServerSettings.GREETING, new Greeting(template))
        .with(ServerSettings.SERVER_NAME, "echo.example")
        .withClock(InstantSource.fixed(NOON));
  }

  private static String read(Socket client, int bytes) throws Exception {
    return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  private static Socket connect(EchoServer server) throws Exception {
    InetSocketAddress address = Servers.address(server);
    Socket client = new Socket(address.getAddress(), address.getPort());
    client.setSoTimeout(10_000);
    return client;
  }

  @Test
  void everyNameIsFilledInAndALineEnds() throws Exception {
    String template = "220 {server}: {peer} at {local} is {connection}, {time}\\n";
    try (EchoServer server = Servers.start(greeting(template))) {
      for (int number = 1; number <= 3; number++) {
        try (Socket client = connect(server)) {
          String expected =
              "220 echo.example: "
                  + Names.url(client.getLocalSocketAddress())
                  + " at "
                  + Names.url(Servers.address(server))
                  + " is "
                  + number
                  + ", 2026-11-26T12:00:00.123Z\n";
          assertThat(read(client, expected.length())).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void itComesBeforeWhatIsEchoedAndIsNotCountedAsEchoed() throws Exception {
    try (EchoServer server = Servers.start(greeting("hello "))) {
      try (Socket client = connect(server)) {
        client.getOutputStream().write("world".getBytes(StandardCharsets.UTF_8));
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello world");
      }
      Await.until("the client to be closed", () -> server.statistics().closed() == 1);
      assertThat(server.statistics().bytesRead()).isEqualTo(5);
      assertThat(server.statistics().bytesEchoed()).isEqualTo(5);
    }
  }

  @Test
  void aServerThatIsDrainedHasGreetedWhoItLetIn() throws Exception {
    try (EchoServer server = Servers.start(greeting("hello"));
        Socket client = connect(server)) {
      server.drain();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello");
    }
  }

  /** Without room for it, the connection would be reset. */
  @Test
  void theQueueHasRoomForIt() throws Exception {
    String text = "x".repeat(Greeting.LENGTH_MAX);
    ServerOptions options =
        greeting(text)
            .with(ServerSettings.BUFFER, 1)
            .withConnections(ConnectionOptions.DEFAULT.withQueue(1, 0));
    assertThat(options.connections().queuedBytesMax()).isEqualTo(Greeting.LENGTH_MAX);
  }

  @Test
  void theNumbersOfSeveralDispatchersAreOneSeries() throws Exception {
    ServerOptions options = greeting("{connection}\\n").with(ServerSettings.DISPATCHERS, 3);
    try (EchoServer server = Servers.start(options);
        Socket one = connect(server);
        Socket other = connect(server)) {
      assertThat(List.of(read(one, 2), read(other, 2))).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{tlss}", "{}", "{Peer}", "{peer} {x}"})
  void whatCantBeFilledInIsRefusedWithWhatCan(String template) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> new Greeting(template))
        .withMessageEndingWith(
            "} can't be filled in; there are {server}, {peer}, {local}, {connection}, {tls}, {sni},"
                + " {proxy}, {time}");
  }

  @Test
  void oneThatIsTooLongIsRefused() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> new Greeting("x".repeat(4097)))
        .withMessage("a greeting has at most 4096 characters, this one has 4097");
  }

  @Test
  void whatAPlainClientHasNotIsNone() throws Exception {
    try (EchoServer server = Servers.start(greeting("{tls} {sni}"));
        Socket client = connect(server)) {
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("none none");
    }
  }

  @Test
  void bracesThatEncloseNothingStay() throws Exception {
    try (EchoServer server = Servers.start(greeting("{ } {\"a\": 1} }{"));
        Socket client = connect(server)) {
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("{ } {\"a\": 1} }{");
    }
  }
}
