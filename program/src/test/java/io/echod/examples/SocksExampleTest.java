package io.echod.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.fixture.Shell;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocksExampleTest {

  @TempDir static Path directory;

  private static Example echo;
  private static Example web;
  private static Example socks;

  @BeforeAll
  static void start() throws Exception {
    Files.write(directory.resolve("file"), EchoClient.pattern(7, 500_000));
    echo = Example.start("echo.scm");
    web = Example.start("http.scm", directory.toString());
    socks = Example.start("socks.scm");
  }

  @AfterAll
  static void stop() throws Exception {
    socks.close();
    web.close();
    echo.close();
  }

  private static Socket through() {
    return new Socket(new Proxy(Proxy.Type.SOCKS, socks.address()));
  }

  @Test
  void aConnectionByAddressCarriesAllBytesAndBothEnds() throws Exception {
    byte[] sent = EchoClient.pattern(2, 200_000);
    try (Socket socket = through()) {
      socket.connect(echo.address());
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  socket.getOutputStream().write(sent);
                  socket.shutdownOutput();
                } catch (IOException lost) {
                  throw new AssertionError(lost);
                }
              });
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
      sender.join();
    }
  }

  @Test
  void curlFetchesAFileByAName() throws Exception {
    for (String option : new String[] {"--socks5", "--socks5-hostname"}) {
      Shell.assumeInstalled("curl");
      Process process =
          new ProcessBuilder(
                  "curl",
                  "--silent",
                  "--max-time",
                  "50",
                  option,
                  "127.0.0.1:" + socks.address().getPort(),
                  "http://localhost:" + web.address().getPort() + "/file")
              .start();
      assertThat(process.getInputStream().readAllBytes()).isEqualTo(EchoClient.pattern(7, 500_000));
      assertThat(process.waitFor()).isZero();
    }
  }

  @Test
  void anUnreachableHostIsReported() throws Exception {
    InetSocketAddress nobody = Loopback.ipv4(1);
    try (Socket socket = through()) {
      assertThat(assertThrows(IOException.class, () -> socket.connect(nobody)))
          .hasMessageContaining("SOCKS");
    }
  }

  @Test
  void whatIsNoSocksIsClosed() throws Exception {
    try (EchoClient client = socks.connect()) {
      client.send("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(client.receiveToEnd()).isEmpty();
    }
    try (EchoClient client = socks.connect()) {
      client.send(new byte[] {5, 1, 2});
      assertThat(client.receiveToEnd()).isEqualTo(new byte[] {5, (byte) 255});
    }
  }

  @Test
  void aRequestMayComeByteByByteWithMoreBehindIt() throws Exception {
    int port = echo.address().getPort();
    byte[] request = {5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port, 'h', 'i'};
    try (EchoClient client = socks.connect()) {
      for (byte each : request) {
        client.send(new byte[] {each});
      }
      assertThat(client.receive(2)).isEqualTo(new byte[] {5, 0});
      assertThat(client.receive(10)).startsWith(5, 0, 0, 1);
      assertThat(client.receive(2)).isEqualTo("hi".getBytes(StandardCharsets.UTF_8));
    }
  }
}
