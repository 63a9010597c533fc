package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Crowd;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.SystemView;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CrowdTest {

  private static final Duration WHILE = Duration.ofSeconds(2);

  /** A spinning thread would use all of it. */
  private static final long IDLE_MILLIS_MAX = WHILE.toMillis() / 8;

  @Test
  void tenThousandClientsAreServedAndCostNextToNothingWhileIdle() throws Exception {
    int count = 10_000;
    try (EchodProcess echod = EchodProcess.serve();
        EchoClient active = EchoClient.connect(echod.address());
        Crowd crowd = new Crowd(echod.address())) {
      active.echo("hello");
      assertThat(heapBytesOfEach(echod, crowd, count)).isLessThan(320);
      assertThat(SystemView.descriptors(echod.pid())).isGreaterThan(count);

      assertIdle(echod);
      for (int round = 0; round < 100; round++) {
        active.echo("round trip " + round);
      }
      crowd.send("still here, ");
      crowd.receive();
    }
  }

  @Test
  void everyLimitTogetherTakesAnIdleClientFewBytes() throws Exception {
    int count = 5000;
    String[] limits = {
      "--dispatchers=1",
      "--idle-timeout=1h",
      "--write-timeout=1m",
      "--max-bytes=1g",
      "--max-connections-per-address=" + 2 * count,
      "--connect-rate=100000/s",
      "--allow=127.0.0.0/8",
      "--deny=10.0.0.0/8"
    };
    try (EchodProcess echod = EchodProcess.serve(limits);
        EchoClient active = EchoClient.connect(echod.address());
        Crowd crowd = new Crowd(echod.address())) {
      active.echo("hello");
      assertThat(heapBytesOfEach(echod, crowd, count)).isLessThan(450);
    }
  }

  /** Such as health checks: what TLS takes is made for the first record. */
  @Test
  void clientsOfTlsThatSendNothingTakeFewBytes() throws Exception {
    int count = 2000;
    try (EchodProcess echod =
            EchodProcess.serve(
                "--listen=tls://127.0.0.1:0",
                "--tls-self-signed",
                "--tls-handshake-timeout=1h",
                "--dispatchers=1");
        Crowd crowd = new Crowd(echod.address())) {
      long heapBefore = echod.heapBytes();
      crowd.connect(count);
      Await.until("all are accepted", () -> SystemView.descriptors(echod.pid()) > count);
      assertThat((echod.heapBytes() - heapBefore) / count).isLessThan(1200);
    }
  }

  /** What clients take that have sent a line each, and are idle then. */
  private static long heapBytesOfEach(EchodProcess echod, Crowd crowd, int count) throws Exception {
    long heapBefore = echod.heapBytes();
    crowd.connect(count);
    crowd.send("hello from");
    crowd.receive();
    return (echod.heapBytes() - heapBefore) / count;
  }

  @Test
  void fiveThousandDelayedClientsCostNoThreadsAndLittleMemory() throws Exception {
    int count = 5000;
    try (EchodProcess echod =
            EchodProcess.serve("--dispatchers=1", "--fault=delay=1h,connections=.." + count);
        Crowd crowd = new Crowd(echod.address())) {
      long heapBefore = echod.heapBytes();
      int threadsBefore = SystemView.threads(echod.pid());
      crowd.connect(count);
      crowd.send("a line that is to be delayed, from");
      try (EchoClient active = EchoClient.connect(echod.address())) {
        // By its second answer the dispatcher has read what came before the first.
        active.echo("hello");
        active.echo("hello");
        assertThat((echod.heapBytes() - heapBefore) / count)
            .as("bytes of heap for each delayed client")
            .isLessThan(2048);
      }
      assertThat(SystemView.threads(echod.pid())).isLessThan(threadsBefore + 20);
      assertThat(crowd.answered()).isZero();
    }
  }

  @Test
  void aServerWithoutClientsUsesNoProcessorTime() throws Exception {
    try (EchodProcess echod = EchodProcess.serve()) {
      assertIdle(echod);
    }
  }

  /** Compilers go on for a while after there was work; so it gets several chances. */
  private static void assertIdle(EchodProcess echod) {
    Await.until(
        "a quiet while",
        () -> {
          long before = SystemView.processorMillis(echod.pid());
          assertThat(echod.runsOnFor(WHILE)).isTrue();
          return SystemView.processorMillis(echod.pid()) - before < IDLE_MILLIS_MAX;
        });
  }

  @Test
  void fiveThousandThatConnectAtOnceAreAllServed() throws Exception {
    try (EchodProcess echod = EchodProcess.serve();
        Crowd crowd = new Crowd(echod.address())) {
      crowd.connect(5000);
      crowd.send("hello from");
      crowd.receive();
      assertThat(echod.problems()).isEmpty();
    }
  }
}
