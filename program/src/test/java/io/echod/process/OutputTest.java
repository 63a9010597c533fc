package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.Loopback;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {

  @Test
  void standardOutputHasALineForEachAddressAndNothingElse() throws Exception {
    try (EchodProcess echod = EchodProcess.serve(Launch.DEFAULT, "--bind=127.0.0.1,::1")) {
      echod.awaitListening(2);
      List<InetSocketAddress> addresses = echod.addresses();
      for (InetSocketAddress address : addresses) {
        try (EchoClient client = EchoClient.connect(address)) {
          client.echo("hello");
        }
      }
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.output())
          .isEqualTo(
              """
              Listening on tcp://127.0.0.1:%d
              Listening on tcp://[::1]:%d
              """
                  .formatted(addresses.getFirst().getPort(), addresses.getLast().getPort()));
      assertThat(echod.problems()).isEmpty();
    }
  }

  @Test
  void verboseReportsAConnectionAtItsBeginningAndItsEnd() throws Exception {
    try (EchodProcess echod = EchodProcess.serve("-v", "--dispatchers=1")) {
      for (int number = 1; number <= 2; number++) {
        String name = "#" + number + " tcp://127.0.0.1:";
        try (EchoClient client = EchoClient.connect(echod.address())) {
          client.echo("hello");
          name += client.localPort();
        }
        String closed = name + " closed after ";
        Await.until("the end of the client", () -> echod.errors().contains(closed));
        assertThat(echod.errors())
            .containsSubsequence(name + " connected\n", closed, ": 5 bytes read, 5 bytes echoed\n")
            .doesNotContain("tcp: ", "iox: ");
      }
    }
  }

  @Test
  void everyLineOfTheLogHasItsDate() throws Exception {
    try (EchodProcess echod = EchodProcess.serve("-v")) {
      Await.until("the first line", () -> echod.errors().endsWith("\n"));
      assertThat(echod.errors().lines())
          .allSatisfy(line ->
              assertThat(line)
                  .matches("[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}(Z|[+-][0-9:]{5}) INFO  .*"));
    }
  }

  @Test
  void theStartTheDrainAndTheEndAreLogged() throws Exception {
    try (EchodProcess echod =
        EchodProcess.serve("--dispatchers=2", "--kernel=nio", "--buffer=64k", "--queue=1k")) {
      try (EchoClient client = EchoClient.connect(echod.address())) {
        client.echo("hello");
        Await.until("the start to be logged", () -> echod.errors().contains(" serves on "));
        echod.signal("TERM");
        assertThat(client.receiveToEnd()).isEmpty();
      }
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.errors())
          .containsSubsequence(
              "echod ",
              " serves on nio: 2 dispatchers, buffer 64k, process " + echod.pid() + "\n",
              "queue is raised from 1k to 64k: ",
              "SIGTERM: draining. 1 client has 10 s to end; a second SIGTERM or Ctrl-C ends it at",
              "served for ",
              ": 1 connection, 0 open, 0 failed, 0 refused, 0 not accepted; 5 bytes read, 5 bytes"
                  + " echoed\n");
    }
  }

  @Test
  void twiceVerboseReportsTheEventsOfAConnectionOnStandardError() throws Exception {
    try (EchodProcess echod = EchodProcess.serve("-vv", "--dispatchers=1")) {
      int port = echod.address().getPort();
      try (EchoClient client = EchoClient.connect(echod.address())) {
        client.echo("hello");
      }
      Await.until("the end of the story", () -> echod.errors().contains("tcp: closed " + port));
      String peer = port + "#127.0.0.1";
      assertThat(echod.errors())
          .containsSubsequence(
              "tcp: listening on " + port,
              "iox: registered ",
              "tcp: answered " + peer,
              "iox: fired READ",
              "tcp: read 5 bytes from " + peer,
              "tcp: wrote 5 bytes to " + peer,
              "tcp: read the end of " + peer,
              "tcp: closed " + peer);
      assertThat(echod.output()).isEqualTo("Listening on tcp://127.0.0.1:" + port + "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aPortThatIsTakenIsNamedInOneLine(int dispatchers) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, Loopback.IPV4);
        EchodProcess echod =
            EchodProcess.run(
                Launch.DEFAULT,
                "--port=" + taken.getLocalPort(),
                "--bind=127.0.0.1",
                "--dispatchers=" + dispatchers)) {
      assertThat(echod.exitCode()).isEqualTo(1);
      assertThat(echod.errors())
          .isEqualTo(
              "echod: can't listen on tcp://127.0.0.1:"
                  + taken.getLocalPort()
                  + ": Address already in use\n");
      assertThat(echod.output()).isEmpty();
    }
  }

  @Test
  void buffersBeyondTheMemoryAreReportedInOneLine() throws Exception {
    Launch launch = Launch.DEFAULT.withJvmFlags("-XX:MaxDirectMemorySize=20m");
    try (EchodProcess echod =
        EchodProcess.run(
            launch, "--port=0", "--bind=127.0.0.1", "--dispatchers=3", "--buffer=16m")) {
      assertThat(echod.exitCode()).isEqualTo(1);
      assertThat(echod.errors())
          .isEqualTo("echod: no memory for that many dispatchers and buffers\n");
      assertThat(echod.output()).isEmpty();
    }
  }

  @Test
  void theEnvironmentSetsUpAServer() throws Exception {
    Launch launch =
        Launch.DEFAULT.withEnvironment(
            Map.of(
                "ECHOD_PORT", "0",
                "ECHOD_BIND", "127.0.0.1",
                "ECHOD_DISPATCHERS", "1",
                "ECHOD_BUFFER", "1k",
                "ECHOD_DRAIN_TIMEOUT", "1s"));
    try (EchodProcess echod = EchodProcess.run(launch, "serve")) {
      echod.awaitListening(1);
      try (EchoClient client = EchoClient.connect(echod.address())) {
        client.echo(EchoClient.pattern(1, 10_000));
      }
    }
  }

  @Test
  void aBadVariableIsBadUsage() throws Exception {
    Launch launch = Launch.DEFAULT.withEnvironment(Map.of("ECHOD_PORT", "65536"));
    try (EchodProcess echod = EchodProcess.run(launch)) {
      assertThat(echod.exitCode()).isEqualTo(2);
      assertThat(echod.errors())
          .isEqualTo(
              """
              echod: $ECHOD_PORT: '65536' is not a whole number from 0 to 65535
              Try 'echod --help'.
              """);
      assertThat(echod.output()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(begin (display \"begun\") (busy))",
        "(iox-after dispatcher (lambda all (display \"begun\") (busy)) #f 0) (iox-monitor"
            + " dispatcher)",
        "(iox-monitor dispatcher) (display \"begun\") (busy)"
      })
  void whatAScriptDisplaysBeforeALongComputationIsSeenMeanwhile(
      String form, @TempDir Path directory) throws Exception {
    Path script = directory.resolve("busy.scm");
    Files.writeString(
        script, "(define dispatcher (iox-create))\n(define (busy) (busy))\n" + form + "\n");
    try (EchodProcess echod = EchodProcess.run(Launch.DEFAULT, "run", script.toString())) {
      Await.until("the text", () -> echod.output().equals("begun"));
      assertThat(echod.isAlive()).isTrue();
    }
  }
}
