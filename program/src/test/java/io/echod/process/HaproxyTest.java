package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Certificates;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Loopback;
import io.echod.fixture.Shell;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind HAProxy, which sends PROXY headers of both versions. */
@Timeout(300)
class HaproxyTest {

  private static final String GREETING = "{peer} {local}\\n";

  @TempDir private Path directory;

  @BeforeEach
  void needsHaproxy() {
    Shell.assumeInstalled("haproxy");
  }

  private EchodProcess serve() throws IOException {
    EchodProcess echod =
        EchodProcess.run(
            Launch.DEFAULT,
            "serve",
            "--listen=tcp://127.0.0.1:0?proxy=required",
            "--greeting=" + GREETING);
    echod.awaitListening(1);
    return echod;
  }

  /** Runs it in front of a server, until it is destroyed. */
  private Process haproxy(int port, String bind, EchodProcess echod, String options)
      throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("haproxy.cfg"),
            """
            defaults
              mode tcp
              timeout connect 10s
              timeout client 60s
              timeout server 60s
            listen echo
              bind 127.0.0.1:%d %s
              server echod 127.0.0.1:%d %s
            """
                .formatted(port, bind, echod.address().getPort(), options));
    return new ProcessBuilder(
            // In the foreground, so that it ends with the test.
            "haproxy", "-db", "-f", configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("haproxy.log").toFile())
        .start();
  }

  private static Socket connect(int port, Process haproxy) {
    Socket[] connected = new Socket[1];
    Await.until(
        "haproxy to listen",
        () -> {
          if (!haproxy.isAlive()) {
            throw new IOException("haproxy has ended");
          }
          try {
            connected[0] = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
            return true;
          } catch (ConnectException notYet) {
            return false;
          }
        });
    return connected[0];
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send-proxy",
        "send-proxy-v2",
        "send-proxy-v2 proxy-v2-options crc32c,authority,unique-id"
      })
  void theClientIsKnownByItsOwnAddress(String options) throws Exception {
    int port = Loopback.freePort();
    try (EchodProcess echod = serve()) {
      Process haproxy = haproxy(port, "", echod, options);
      try (Socket client = connect(port, haproxy)) {
        String greeting =
            "tcp://127.0.0.1:" + client.getLocalPort() + " tcp://127.0.0.1:" + port + "\n";
        client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo(greeting + "hello");
        assertThat(echod.problems()).isEmpty();
      } finally {
        haproxy.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void whatItSaysOfTlsIsReadAndChecked() throws Exception {
    Certificates certificates = new Certificates(directory);
    certificates.make("front", "localhost");
    Path both = certificates.file("both.pem");
    Files.writeString(
        both,
        Files.readString(certificates.file("front.pem"))
            + Files.readString(certificates.file("front.key")));
    int port = Loopback.freePort();
    try (EchodProcess echod = serve()) {
      Process haproxy =
          haproxy(
              port,
              "ssl crt " + both + " alpn echo",
              echod,
              "send-proxy-v2 proxy-v2-options ssl,cert-cn,ssl-cipher,cert-sig,cert-key,crc32c");
      try {
        connect(port, haproxy).close();
        String answer = answerOverTls(port);
        assertThat(answer).startsWith("tcp://127.0.0.1:").endsWith("hello\n");
      } finally {
        haproxy.destroyForcibly().waitFor();
      }
    }
  }

  /** What openssl receives, whose input does not end before. */
  private String answerOverTls(int port) throws Exception {
    Path answer = directory.resolve("answer");
    Process client =
        new ProcessBuilder(
                "openssl", "s_client", "-quiet", "-alpn", "echo", "-connect", "127.0.0.1:" + port)
            .redirectOutput(answer.toFile())
            .redirectError(directory.resolve("log").toFile())
            .start();
    try {
      client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
      Await.until("the echo of the line", () -> Files.readString(answer).endsWith("hello\n"));
      return Files.readString(answer);
    } finally {
      client.destroyForcibly().waitFor();
    }
  }

  /** They send a header that says LOCAL, and leave. */
  @Test
  void itsHealthChecksAreNotWarnedOf() throws Exception {
    int port = Loopback.freePort();
    try (EchodProcess echod = serve()) {
      Process haproxy = haproxy(port, "", echod, "send-proxy-v2 check inter 50ms");
      try {
        Await.until(
            () -> "connections in " + echod.errors(),
            () -> {
              echod.signal("USR1");
              return echod.errors().matches("(?s).*serving for [^\n]*: [1-9][0-9] connections.*");
            });
        assertThat(echod.problems()).isEmpty();
      } finally {
        haproxy.destroyForcibly().waitFor();
      }
    }
  }
}
