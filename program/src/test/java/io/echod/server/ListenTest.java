package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.dispatcher.kernels.Kernels;
import io.echod.net.address.Address;
import io.echod.server.setting.Greeting;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listening on what {@code --listen} says. */
class ListenTest {

  @TempDir private Path directory;

  private static EchoServer start(String kernel, int dispatchers, String urls) throws IOException {
    Settings settings =
        Settings.DEFAULT
            .with(ServerSettings.LISTEN, ServerSettings.LISTEN.kind().parse(urls))
            .with(ServerSettings.DISPATCHERS, dispatchers);
    return EchoServer.start(ServerOptions.of(settings), Kernels.named(kernel));
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void aUnixSocketAndPortsAtOnceForSeveralDispatchers(String kernel) throws IOException {
    Path path = directory.resolve("a b.sock");
    String urls = "tcp://127.0.0.1:0 " + Address.unix(path) + "?mode=0640 tcp://127.0.0.1:0";
    try (EchoServer server = start(kernel, 2, urls)) {
      assertThat(server.addresses()).hasSize(3);
      for (SocketAddress address : server.addresses()) {
        assertEchoes(address);
      }
      assertThat(server.addresses().getFirst()).isNotEqualTo(server.addresses().getLast());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-r-----");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void aUnixSocketAloneForSeveralDispatchers() throws IOException {
    Path path = directory.resolve("alone.sock");
    try (EchoServer server = start("epoll", 3, Address.unix(path).toString())) {
      assertEchoes(server.addresses().getFirst());
    }
  }

  private static void assertEchoes(SocketAddress address) throws IOException {
    assertAnswer(address, "hello");
  }

  private static void assertAnswer(SocketAddress address, String expected) throws IOException {
    try (SocketChannel client = SocketChannel.open(address)) {
      client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
      client.shutdownOutput();
      ByteBuffer answer = ByteBuffer.allocate(64);
      while (client.read(answer) >= 0) {
        // Until the end.
      }
      assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII))
          .isEqualTo(expected);
    }
  }

  @Test
  void aClientOfAUnixSocketIsNamedByThat() throws Exception {
    Address address = Address.unix(directory.resolve("e.sock"));
    Settings settings =
        Settings.DEFAULT
            .with(ServerSettings.LISTEN, List.of(address))
            .with(ServerSettings.GREETING, new Greeting("{peer}"));
    try (EchoServer server = EchoServer.start(ServerOptions.of(settings), Kernels.named("nio"));
        SocketChannel client = SocketChannel.open(server.addresses().getFirst())) {
      client.shutdownOutput();
      ByteBuffer greeting = ByteBuffer.allocate(256);
      while (client.read(greeting) >= 0) {
        // Until the end.
      }
      String name = new String(greeting.array(), 0, greeting.position(), StandardCharsets.UTF_8);
      assertThat(name).isEqualTo(address.toString());
    }
  }

  @Test
  void aListenerHasSettingsOfItsOwn() throws IOException {
    String urls = "tcp://127.0.0.1:0?greeting=hi&max-bytes=2 tcp://127.0.0.1:0";
    try (EchoServer server = start("nio", 2, urls)) {
      assertAnswer(server.addresses().getFirst(), "hihe");
      assertAnswer(server.addresses().getLast(), "hello");
    }
  }

  @Test
  void theSamePathTwiceIsListenedOnOnce() throws IOException {
    Path path = directory.resolve("e.sock");
    try (EchoServer server = start("nio", 1, Address.unix(path) + " " + Address.unix(path))) {
      assertThat(server.addresses()).containsExactly(UnixDomainSocketAddress.of(path));
    }
  }

  @Test
  void theSamePathInTwoModesIsRefused() {
    String path = Address.unix(directory.resolve("e.sock")).toString();
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> start("nio", 1, path + "?mode=0600 " + path + "?mode=0660").close())
        .withMessageContaining("mode=0600")
        .withMessageContaining("mode=0660")
        .withMessageContaining("are one place; give it once");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void withoutAHostItIsEveryAddress() {
    ServerOptions options =
        ServerOptions.of(
            Settings.DEFAULT.with(
                ServerSettings.LISTEN,
                List.of(Address.parse("tcp://:7"), Address.parse("tcp://[::1]"))));
    assertThat(options.addresses().stream().map(Address::of).map(Address::toString))
        .containsExactly("tcp://[::]:7", "tcp://[::1]:10234");
    assertThat(
            ((InetSocketAddress) options.addresses().getFirst()).getAddress().isAnyLocalAddress())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1:7 | is not a URL of an endpoint",
        "udp://:7?idle-timeout=5s | no listener of udp has a setting 'idle-timeout'",
        "tcp://:7?mode=0600 | no listener of tcp has a setting 'mode'",
        "unix:///e?mod=0600 | no listener of unix has a setting 'mod'; did you mean mode?",
        "tcp://:7?nonsense=1 | it has name, idle-timeout, write-timeout, max-bytes, proxy,"
            + " proxy-from, proxy-timeout",
        "unix:///e?idle-timeout=5 | idle-timeout: '5' has no unit",
        "unix:///e?mode=rw | three octal digits",
        "unix:///e?mode=000 | three octal digits",
        "unix:///e?mode=1777 | three octal digits",
        "tcp://no-such-name.invalid | no address is known for 'no-such-name.invalid'",
      })
  void whatCannotBeListenedOn(String url, String why) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> ServerSettings.LISTEN.kind().parse(url))
        .withMessageContaining(why);
  }
}
