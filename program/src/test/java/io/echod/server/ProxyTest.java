package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernels.Kernels;
import io.echod.fixture.Await;
import io.echod.json.JsonReader;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Given;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners behind a proxy. */
@Timeout(300)
class ProxyTest {

  private static final String HEADER = "PROXY TCP4 192.0.2.1 198.51.100.2 1111 2222\r\n";

  private static EchoServer start(String url, String... flags) throws IOException {
    return startOn("epoll", url, flags);
  }

  private static EchoServer startOn(String kernel, String url, String... flags) throws IOException {
    Settings settings = given(Settings.DEFAULT, ServerSettings.LISTEN, url);
    settings = settings.with(ServerSettings.DISPATCHERS, 1);
    for (String flag : flags) {
      int equals = flag.indexOf('=');
      Setting<?> setting =
          ServerSettings.ALL.stream()
              .filter(one -> one.flag().equals(flag.substring(0, equals)))
              .findFirst()
              .orElseThrow();
      settings = given(settings, setting, flag.substring(equals + 1));
    }
    return EchoServer.start(ServerOptions.of(settings), Kernels.named(kernel));
  }

  private static <T> Settings given(Settings settings, Setting<T> setting, String text) {
    return settings.add(Given.parse(setting, text), Origin.FLAG);
  }

  private static Socket connect(EchoServer server) throws IOException {
    InetSocketAddress address = Servers.address(server);
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The bytes that come back of those that are sent, up to the end; a reset is the end as well. */
  private static String answer(EchoServer server, byte[]... pieces) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = connect(server)) {
      for (byte[] piece : pieces) {
        socket.getOutputStream().write(piece);
      }
      socket.shutdownOutput();
      socket.getInputStream().transferTo(answer);
    } catch (SocketException reset) {
      // As for what is refused.
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void theHeaderIsTakenAndThePayloadRightBehindItEchoed(String kernel) throws IOException {
    try (EchoServer server = startOn(kernel, "tcp://127.0.0.1:0?proxy=required")) {
      assertThat(answer(server, bytes(HEADER + "hello"))).isEqualTo("hello");
      byte[][] single = new byte[HEADER.length() + 5][];
      for (int index = 0; index < single.length; index++) {
        single[index] = bytes((HEADER + "hello").substring(index, index + 1));
      }
      assertThat(answer(server, single)).isEqualTo("hello");
      assertThat(answer(server, bytes("PROXY UNKNOWN\r\nhello"))).isEqualTo("hello");
      byte[] local = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");
      assertThat(answer(server, local, bytes("hello"))).isEqualTo("hello");
    }
  }

  @Test
  void theGreetingHasTheAddressesOfTheHeaderAndComesBehindItAlone() throws IOException {
    String url = "tcp://127.0.0.1:0?proxy=required";
    try (EchoServer server = start(url, "--greeting={peer} {local} {proxy}\\n");
        Socket socket = connect(server)) {
      socket.getOutputStream().write(bytes(HEADER));
      String expected =
          "tcp://192.0.2.1:1111 tcp://198.51.100.2:2222 tcp://127.0.0.1:"
              + socket.getLocalPort()
              + "\n";
      assertThat(socket.getInputStream().readNBytes(expected.length()))
          .asString()
          .isEqualTo(expected);
    }
  }

  /** The proxy passes on texts of the client, who may write anything. */
  @Test
  void whoAnswersInJsonWhateverTheHeaderSays() throws IOException {
    byte[] details =
        HexFormat.of()
            .parseHex(
                "0100026832" // ALPN: h2
                    + "0200050a22ff1b61" // AUTHORITY: a line's end, a quote, no UTF-8, ESC, a
                    + "050002abcd" // UNIQUE_ID
                    + "2000180700000000" // SSL: a verified certificate
                    + ("210007544c5376312e33" + "220006636e225c0a7a") // version, common name
                    + "3000026e73"); // NETNS
    byte[] addresses = HexFormat.of().parseHex("c0000201c6336402045708ae");
    byte[] header = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111");
    byte[] length = {0, (byte) (addresses.length + details.length)};
    String url = "tcp://127.0.0.1:0?proxy=required";
    try (EchoServer server =
        start(url, "--server-name=a", "--fault-commands=true", "--queue=1", "--buffer=1")) {
      String answer = answer(server, header, length, addresses, details, bytes("!who\nrest"));
      assertThat(answer.lines().skip(1)).containsExactly("rest");
      Map<String, ?> who =
          JsonReader.readObject(answer.lines().findFirst().orElseThrow()).orElseThrow();
      assertThat(who.get("proxy"))
          .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
          .containsEntry("source", "tcp://192.0.2.1:1111")
          .containsEntry("alpn", "h2")
          .containsEntry("authority", "\n\"\ufffd\u001ba")
          .containsEntry("unique_id", "abcd")
          .containsEntry("netns", "ns")
          .hasEntrySatisfying("address", one -> assertThat(one).asString().startsWith("tcp://127."))
          .hasEntrySatisfying(
              "tls",
              tls ->
                  assertThat(tls)
                      .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                      .containsEntry("verified", true)
                      .containsEntry("version", "TLSv1.3")
                      .containsEntry("common_name", "cn\"\\\nz"));
      assertThat(who.get("peer")).isEqualTo("tcp://192.0.2.1:1111");
      assertThat(who.get("local")).isEqualTo("tcp://198.51.100.2:2222");
      assertThat(who.get("listener")).isEqualTo(server.urls().getFirst().toString());
      assertThat(who).containsEntry("tls", null);
    }
  }

  @Test
  void limitsAndListsGoByTheAddressOfTheHeader() throws IOException {
    String url = "tcp://127.0.0.1:0?proxy=required";
    try (EchoServer server =
            start(url, "--deny=203.0.113.0/24", "--max-connections-per-address=1");
        Socket first = connect(server)) {
      first.getOutputStream().write(bytes(HEADER + "x"));
      assertThat(first.getInputStream().read()).isEqualTo('x');
      assertThat(answer(server, bytes(HEADER + "hello"))).isEmpty();
      assertThat(answer(server, bytes("PROXY TCP4 203.0.113.9 198.51.100.2 1 2\r\nhello")))
          .isEmpty();
      assertThat(answer(server, bytes("PROXY TCP4 192.0.2.2 198.51.100.2 1 2\r\nhello")))
          .isEqualTo("hello");
      first.shutdownOutput();
      Await.until(
          "the first has left", () -> answer(server, bytes(HEADER + "hello")).equals("hello"));
      assertThat(server.statistics().refused()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aPeerThatIsNotTrustedIsClosedAfterAnyBytes() throws IOException {
    String url = "tcp://127.0.0.1:0?proxy=required&proxy-from=192.0.2.0/24";
    try (EchoServer server = start(url)) {
      assertThat(answer(server, bytes(HEADER + "hello"))).isEmpty();
      Await.until("it is counted", () -> server.statistics().refused() == 1);
    }
  }

  @Test
  void nothingIsEchoedWithoutAHeader() throws IOException {
    try (EchoServer server = start("tcp://127.0.0.1:0", "--proxy=required")) {
      assertThat(answer(server, bytes("hello, this is no header at all"))).isEmpty();
      assertThat(answer(server, bytes(HEADER.substring(0, 20)))).isEmpty();
      Await.until("both are counted", () -> server.statistics().refused() == 2);
      assertThat(server.statistics().bytesRead()).isZero();
      assertThat(server.statistics().probes()).isZero();
    }
  }

  @Test
  void aHeaderThatDoesNotComeInTimeEndsTheConnection() throws IOException {
    String url = "tcp://127.0.0.1:0?proxy=required&proxy-timeout=50ms";
    try (EchoServer server = start(url);
        Socket socket = connect(server)) {
      socket.getOutputStream().write(bytes("PROXY "));
      assertThat(readOrEnd(socket)).isEqualTo(-1);
      Await.until("it is counted", () -> server.statistics().refused() == 1);
    }
  }

  private static int readOrEnd(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketException reset) {
      return -1;
    }
  }

  @Test
  void aHealthCheckIsCountedAndNotRefused() throws IOException {
    try (EchoServer server = start("tcp://127.0.0.1:0?proxy=required")) {
      connect(server).close();
      Socket resetting = connect(server);
      resetting.setSoLinger(true, 0);
      resetting.close();
      Await.until("both are counted", () -> server.statistics().probes() == 2);
      assertThat(server.statistics().refused()).isZero();
    }
  }

  @Test
  void aDrainEchoesWhatHasComeBehindTheHeader() throws IOException {
    try (EchoServer server = start("tcp://127.0.0.1:0?proxy=required", "--greeting=hi ");
        Socket socket = connect(server)) {
      socket.getOutputStream().write(bytes(HEADER));
      // Greeted once the header is there: from now on, the drain owes it an answer.
      assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("hi ");
      socket.getOutputStream().write(bytes("hello"));
      server.drain();
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello");
    }
  }
}
