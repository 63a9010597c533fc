package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.fault.FaultProfile;
import io.echod.fault.FaultSyntax;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Shell;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults that docs/faults.md recommends, as real clients see them. */
class FaultRecipesTest {

  @TempDir private Path directory;

  private @Nullable EchoServer running;

  private EchoServer server() {
    return Objects.requireNonNull(running);
  }

  private void serve(String... specs) throws IOException {
    serve(
        Servers.options(2)
            .with(ServerSettings.FAULT, Arrays.stream(specs).map(FaultSyntax::parse).toList()));
  }

  private void serve(ServerOptions options) throws IOException {
    running = EchoServer.start(options, EpollKernel::new);
  }

  @AfterEach
  void stop() {
    server().close();
  }

  private EchoClient connect() throws IOException {
    return EchoClient.connect(Servers.address(server()));
  }

  private String shell(String script) throws Exception {
    InetSocketAddress address = Servers.address(server());
    Shell.Result result =
        Shell.run(directory, script.replace("$port", Integer.toString(address.getPort())));
    return result.output();
  }

  @Test
  void aRetryingClientGetsThroughAtTheFourthAttempt() throws Exception {
    serve("reset,connections=1..3");
    Shell.assumeInstalled("ncat");
    String output =
        shell(
            """
            for attempt in 1 2 3 4 5; do
              echo hello | ncat 127.0.0.1 $port 2>/dev/null && { echo "attempt $attempt"; break; }
            done
            """);
    assertThat(output).contains("hello\nattempt 4");
    assertThat(server().faultStrikes()).containsEntry("reset,connections=1..3", 3L);
  }

  @Test
  void connectionsAreCountedOverAllDispatchers() throws Exception {
    serve("refuse,connections=1..10");
    int failed = 0;
    for (int attempt = 0; attempt < 20; attempt++) {
      try (EchoClient client = connect()) {
        client.echo("hello");
      } catch (SocketException reset) {
        failed++;
      }
    }
    assertThat(failed).isEqualTo(10);
  }

  @Test
  void aShortAnswerEndsInOrder() throws Exception {
    serve("end,after=100");
    try (EchoClient client = connect()) {
      byte[] sent = EchoClient.pattern(1, 5000);
      client.send(sent);
      assertThat(client.receiveToEnd()).isEqualTo(Arrays.copyOf(sent, 100));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "stall=forever", "slow-open=1m", "delay=1m"})
  void aClientThatWaitsForAnAnswerTimesOut(String spec) throws Exception {
    serve(spec);
    Shell.assumeInstalled("curl");
    String output =
        shell("echo hello | curl -s --max-time 1 telnet://127.0.0.1:$port || echo exit $?");
    assertThat(output).isEqualTo("exit 28\n");
  }

  @Test
  void aServerThatHangsAfterAKilobyte() throws Exception {
    serve("stall=forever,after=1k");
    try (EchoClient client = connect()) {
      byte[] sent = EchoClient.pattern(1, 5000);
      client.send(sent);
      assertThat(client.receive(1024)).isEqualTo(Arrays.copyOf(sent, 1024));
    }
  }

  @Test
  void aHalfCloseGoesOnReading() throws Exception {
    serve("half-close,after=1k");
    try (EchoClient client = connect()) {
      byte[] sent = EchoClient.pattern(1, 1024);
      client.send(sent);
      assertThat(client.receiveToEnd()).isEqualTo(sent);
      // More than any system buffers for a peer that does not read.
      client.send(EchoClient.pattern(2, 20_000_000));
    }
  }

  @ParameterizedTest
  @CsvSource({"ncat, ncat 127.0.0.1 $port", "socat, socat -t 60 - TCP4:127.0.0.1:$port"})
  void everythingComesBackInSlices(String program, String client) throws Exception {
    serve("slice=1..700", "delay=5ms,jitter=5ms", "bandwidth=50m");
    Shell.assumeInstalled(program);
    String output =
        shell(
            """
            head -c 1000000 /dev/urandom >sent
            %s <sent >received
            cmp sent received && echo same
            """
                .formatted(client));
    assertThat(output).isEqualTo("same\n");
  }

  @Test
  void wrongBytesAreTheSameAgainFromTheSameSeed() throws Exception {
    byte[] sent = EchoClient.pattern(1, 100_000);
    byte[] first = corrupted(sent);
    int wrong = (int) IntStream.range(0, sent.length).filter(at -> first[at] != sent[at]).count();
    assertThat(wrong).isBetween(60, 140);
    assertThat(corrupted(sent)).isEqualTo(first);
  }

  private byte[] corrupted(byte[] sent) throws IOException {
    ServerOptions options =
        Servers.options(1)
            .with(ServerSettings.FAULT, FaultSyntax.parseAll("corrupt=0.1%"))
            .with(ServerSettings.FAULT_SEED, 4711L);
    try (EchoServer corrupting = EchoServer.start(options, EpollKernel::new);
        EchoClient client = EchoClient.connect(Servers.address(corrupting))) {
      running = corrupting;
      client.send(sent);
      client.endOutput();
      return client.receiveToEnd();
    }
  }

  @Test
  void aPipelineOfRequestsIsCutAtTheSameByte() throws Exception {
    serve("reset,after=1000");
    for (int round = 0; round < 3; round++) {
      try (EchoClient client = connect()) {
        byte[] request = "*1\r\n$4\r\nPING\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        client.send(request);
        assertThat(client.receive(1000)).isEqualTo(Arrays.copyOf(request, 1000));
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client.receive(1));
      }
    }
  }

  @Test
  void aProfileEchoesAllTheSame() throws Exception {
    serve(Servers.options(1).with(ServerSettings.FAULT_PROFILE, FaultProfile.LTE));
    try (EchoClient client = connect()) {
      client.echo(EchoClient.pattern(1, 200_000));
    }
  }

  @Test
  void aClientChoosesItsOwnFault() throws Exception {
    serve(Servers.options(1).with(ServerSettings.FAULT_COMMANDS, 1));
    try (EchoClient faulty = connect();
        EchoClient other = connect()) {
      faulty.send("!fault reset,after=10\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(faulty.receive(4), StandardCharsets.US_ASCII)).isEqualTo("!ok\n");
      faulty.send(EchoClient.pattern(1, 30));
      assertThat(faulty.receive(10)).isEqualTo(EchoClient.pattern(1, 10));
      assertThatExceptionOfType(SocketException.class).isThrownBy(() -> faulty.receive(1));
      other.echo("not that one\n");
      other.echo("!fault silent\n");
    }
  }

  @Test
  void aFaultThatAClientChoosesKeepsToItsScope() throws Exception {
    serve(Servers.options(1).with(ServerSettings.FAULT_COMMANDS, 1));
    assertThat(answer("!fault silent,connections=2..\nhere")).isEqualTo("!ok\nhere");
    assertThat(answer("!fault silent,connections=2..\nhere")).isEqualTo("!ok\n");
    assertThat(answer("!fault silent,from=10.0.0.0/8\nhere")).isEqualTo("!ok\nhere");
    assertThat(answer("!fault loss=5%\nhere"))
        .isEqualTo("!error 'loss=5%' is a fault of datagrams, and this is a connection\nhere");
  }

  @Test
  void aMistakeInACommandIsAnswered() throws Exception {
    serve(Servers.options(1).with(ServerSettings.FAULT_COMMANDS, 1));
    assertThat(answer("!fault rset\nrest"))
        .isEqualTo("!error 'rset': there is no fault 'rset'; did you mean reset?\nrest");
    assertThat(answer("!fault accept-stall=1s\n"))
        .isEqualTo("!error 'accept-stall=1s': the connection is accepted already\n");
    assertThat(answer("!fault delay=999999999h\n")).contains("a time of at most 87600h");
    assertThat(answer("!unknown\n")).isEqualTo("!unknown\n");
    assertThat(answer("!fault without an end")).isEqualTo("!fault without an end");
    assertThat(answer("!who\n"))
        .startsWith("{\"server\":")
        .contains("\"peer\":\"tcp://127.0.0.1:", "\"connection\":6")
        .endsWith("}\n");
    String longLine = "!" + "x".repeat(5000) + "\n";
    assertThat(answer(longLine)).isEqualTo(longLine);
  }

  private String answer(String sent) throws IOException {
    try (EchoClient client = connect()) {
      client.send(sent.getBytes(StandardCharsets.US_ASCII));
      client.endOutput();
      return new String(client.receiveToEnd(), StandardCharsets.US_ASCII);
    }
  }
}
