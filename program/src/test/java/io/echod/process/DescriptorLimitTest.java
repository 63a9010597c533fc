package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.Crowd;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.SystemView;
import io.echod.fixture.UnreadPipe;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorLimitTest {

  private static final int LIMIT = 64;
  private static final int CLIENTS = 100;

  @Test
  void moreClientsThanDescriptorsHarmNoOtherAndAreServedAsOthersLeave() throws Exception {
    Launch limited = Launch.DEFAULT.after("ulimit -n " + LIMIT);
    try (EchodProcess echod =
            EchodProcess.serve(limited, "--dispatchers=1", "--max-connections=none");
        EchoClient first = EchoClient.connect(echod.address());
        Crowd crowd = new Crowd(echod.address())) {
      first.echo("hello");
      crowd.connect(CLIENTS);
      crowd.send("hello");
      Await.until(
          "the log of a lack of descriptors", () -> echod.errors().contains("can't accept"));
      // The virtual machine may have had one for a moment, as for a file.
      Await.until(
          "every descriptor to be used", () -> SystemView.descriptors(echod.pid()) == LIMIT);
      int fitting = LIMIT / 2;
      Await.until("those that fit to be served", () -> crowd.answered() > fitting);

      for (int round = 0; round < 100; round++) {
        first.echo("round trip " + round);
      }
      // Compilers go on for a while after there was work.
      Await.until(
          "a second in which nothing can be done to take little processor time",
          () -> {
            long before = SystemView.processorMillis(echod.pid());
            assertThat(echod.runsOnFor(Duration.ofSeconds(20))).isTrue();
            return SystemView.processorMillis(echod.pid()) - before < 300;
          });
      assertThat(crowd.answered()).isLessThan(LIMIT);
      assertThat(warnings(echod)).isEqualTo(1);

      crowd.leave(CLIENTS - fitting);
      crowd.receive();
      try (EchoClient late = EchoClient.connect(echod.address())) {
        late.echo("served as if nothing had been");
      }
      first.echo("still here");
      echod.awaitError("accepting again");
      assertThat(echod.errors().lines().count()).as("lines of the log").isLessThan(20);
    }
  }

  /**
   * The process waits in the middle of its start, at a full pipe, while clients take every
   * descriptor. Classes and files that only the rest of the start needs could not be opened then.
   */
  @Test
  void clientsThatTakeEveryDescriptorDuringTheStartDoNotEndTheServer(@TempDir Path folder)
      throws Exception {
    Path path = folder.resolve("socket");
    List<SocketChannel> clients = new ArrayList<>();
    try (UnreadPipe pipe = UnreadPipe.make()) {
      pipe.fill();
      Launch limited = pipe.as(1, "ulimit -n " + LIMIT);
      try (EchodProcess echod =
          EchodProcess.run(
              limited,
              "serve",
              "--dispatchers=1",
              "--max-connections=none",
              "--listen=unix://" + path)) {
        Await.until("the server to listen", () -> listens(path));
        clients.add(connected(path));
        SocketChannel first = clients.getFirst();
        echo(first);
        for (int index = 0; index < CLIENTS; index++) {
          clients.add(connected(path));
        }
        echod.awaitError("can't accept");
        pipe.readLineWith("Listening on");
        echod.awaitError(" serves on ");
        echo(first);
        assertThat(echod.isAlive()).isTrue();
      } finally {
        for (SocketChannel client : clients) {
          client.close();
        }
      }
    }
  }

  private static boolean listens(Path path) {
    try (SocketChannel probe = connected(path)) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static SocketChannel connected(Path path) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private static void echo(SocketChannel client) throws IOException {
    ByteBuffer sent = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));
    client.write(sent);
    ByteBuffer received = ByteBuffer.allocate(sent.limit());
    while (received.hasRemaining() && client.read(received) >= 0) {
      // Until all is there.
    }
    assertThat(received.flip()).isEqualTo(sent.flip());
  }

  /** Without a limit that is given, clients leave descriptors for what else the process opens. */
  @Test
  void byDefaultMoreClientsThanDescriptorsAreClosedAndFilesCanBeOpened(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("echod.toml");
    Files.writeString(file, "idle-timeout = \"10s\"\n");
    Launch limited = Launch.DEFAULT.after("ulimit -n 100");
    try (EchodProcess echod = EchodProcess.serve(limited, "--dispatchers=1", "--config=" + file);
        Crowd crowd = new Crowd(echod.address())) {
      crowd.connect(60);
      echod.awaitError("by max-connections");
      echod.signal("HUP");
      echod.awaitError("were read again");
      assertThat(echod.errors()).doesNotContain("can't accept");
    }
  }

  /** Else the limit would never be reached, and clients would wait in place of being closed. */
  @Test
  void aLimitOfConnectionsThatDescriptorsDoNotAllowIsLowered() throws Exception {
    Launch limited = Launch.DEFAULT.after("ulimit -n 100");
    try (EchodProcess echod =
            EchodProcess.serve(limited, "--dispatchers=1", "--max-connections=5000");
        Crowd crowd = new Crowd(echod.address())) {
      echod.awaitError(
          "--max-connections: this process may have 100 file descriptors (ulimit -n), which are"
              + " enough for 36 connections and not for 5000: the limit is 36");
      crowd.connect(60);
      echod.awaitError("by max-connections");
      assertThat(echod.errors()).doesNotContain("can't accept");
    }
  }

  /**
   * Two of them find a descriptor at any moment, and each that leaves gives one back, to any
   * dispatcher. Were that noticed by a timer only, each lack would cost up to a second.
   */
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shortClientsTakeTurnsAtTheLastDescriptorsWithoutWaiting(String kernel) throws Exception {
    Launch limited = Launch.DEFAULT.after("ulimit -n " + LIMIT);
    try (EchodProcess echod =
            EchodProcess.serve(
                limited, "--dispatchers=2", "--max-connections=none", "--kernel=" + kernel);
        Crowd crowd = new Crowd(echod.address())) {
      try (EchoClient first = EchoClient.connect(echod.address())) {
        first.echo("what is needed for the first connection only is there");
      }
      crowd.connect(LIMIT - SystemView.descriptors(echod.pid()) - 2);
      crowd.send("hello");
      crowd.receive();

      long start = System.nanoTime();
      List<Background> clients = new ArrayList<>();
      for (int index = 0; index < 4; index++) {
        clients.add(Background.run("client " + index, () -> comeAndGo(echod, 50)));
      }
      clients.forEach(Background::join);
      Duration taken = Duration.ofNanos(System.nanoTime() - start);

      echod.awaitError("can't accept");
      // With a pause of a second for every few clients, it takes half a minute at least.
      assertThat(taken).isLessThan(Duration.ofSeconds(20));
    }
  }

  private static void comeAndGo(EchodProcess echod, int times) throws IOException {
    for (int round = 0; round < times; round++) {
      try (EchoClient client = EchoClient.connect(echod.address())) {
        client.echo("short");
      }
    }
  }

  private static long warnings(EchodProcess echod) {
    return echod.errors().lines().filter(line -> line.contains("can't accept")).count();
  }

  @Test
  void theSoftLimitIsRaisedToTheHardOne() throws Exception {
    Launch soft = Launch.DEFAULT.after("ulimit -S -n 64");
    try (EchodProcess echod = EchodProcess.serve(soft);
        Crowd crowd = new Crowd(echod.address())) {
      crowd.connect(200);
      crowd.send("hello");
      crowd.receive();
      assertThat(echod.problems()).isEmpty();
    }
  }
}
