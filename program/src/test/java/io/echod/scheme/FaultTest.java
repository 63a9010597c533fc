package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import io.echod.fixture.SchemeRun;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script's own faults. */
class FaultTest {

  private static final String SERVER =
      """
      (define dispatcher (iox-create))
      (define (echo callback reason client)
        (let ((bytes (tcp-read client -1024)))
          (cond
            ((not bytes) (tcp-destroy client))
            ((equal? bytes "clear") (fault-clear) (tcp-write client "cleared"))
            (else (tcp-write client bytes)))))
      (define (welcome callback reason listener)
        (let ((client (tcp-answer listener)))
          (iox-onio dispatcher echo client IOX_READ (tcp-fd client))))
      (define listener (tcp-listen "0@127.0.0.1"))
      (iox-onio dispatcher welcome listener IOX_READ (tcp-fd listener))
      (fault-add "reset,after=5,connections=1..2")
      (display (tcp-name listener))
      (newline)
      (iox-monitor dispatcher)
      """;

  @TempDir private Path directory;

  @Test
  void connectionsFailAsTheScriptSays() throws Exception {
    SchemeRun run = SchemeRun.start(directory, SERVER);
    try {
      Await.until("the port to be notified", () -> run.output().endsWith("\n"));
      int port = Integer.parseInt(run.output().strip());
      for (int number = 1; number <= 2; number++) {
        try (EchoClient client = EchoClient.connect(Loopback.ipv4(port))) {
          client.send("hello, world".getBytes(StandardCharsets.US_ASCII));
          assertThat(client.receive(5)).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
          assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.receive(1));
        }
      }
      try (EchoClient client = EchoClient.connect(Loopback.ipv4(port))) {
        client.echo("hello, world");
      }
    } finally {
      run.stop();
    }
    assertThat(run.errors()).isEmpty();
  }
}
