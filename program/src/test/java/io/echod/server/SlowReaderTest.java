package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.net.ConnectionOptions;
import io.echod.server.setting.ServerSettings;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class SlowReaderTest {

  private static final long MIB = 1 << 20;

  @Test
  void aClientThatNeverReadsIsReadFromNoMoreAndStallsNoOther() throws Exception {
    try (EchoServer server = Servers.start(Servers.options(1));
        EchoClient neighbour = EchoClient.connect(Servers.address(server));
        NonReaders greedy = new NonReaders(Servers.address(server), 1, 65_536, 400 * MIB)) {
      greedy.sendUntilStuck(server);

      assertThat(server.statistics().bytesRead()).as("bytes read").isBetween(1L, 40 * MIB);
      assertThat(greedy.sent()).isLessThan(100 * MIB);
      for (int round = 0; round < 200; round++) {
        neighbour.echo("round trip " + round);
      }
    }
  }

  @Test
  void whoReadsAtLastGetsEverythingAndIsReadFromAgain() throws Exception {
    try (EchoServer server = Servers.start(Servers.options(1));
        NonReaders late = new NonReaders(Servers.address(server), 1, 65_536, 400 * MIB)) {
      for (int round = 0; round < 3; round++) {
        late.sendUntilStuck(server);
        assertThat(server.statistics().bytesRead())
            .as("some of what was sent is unread")
            .isLessThan(late.sent());
        late.firstReadsAll();
      }
      assertThat(server.statistics().bytesEchoed()).isEqualTo(late.sent());
    }
  }

  @Test
  void aThousandNonReadersCostABoundedAmountOfMemory() throws Exception {
    int count = 1000;
    int bufferBytes = 16_384;
    ServerOptions options =
        Servers.options(2)
            .with(ServerSettings.BUFFER, bufferBytes)
            .withConnections(ConnectionOptions.DEFAULT.withSendBuffer(4096));
    try (EchoServer server = Servers.start(options);
        EchoClient neighbour = EchoClient.connect(Servers.address(server))) {
      long heapBefore = heapBytes();
      try (NonReaders greedy = new NonReaders(Servers.address(server), count, 4096, 4 * MIB)) {
        Await.until("all to be accepted", () -> server.statistics().open() == count + 1);
        greedy.sendUntilStuck(server);

        assertThat(server.statistics().open()).isEqualTo(count + 1);
        assertThat(server.statistics().bytesRead()).isLessThan(count * 8L * bufferBytes);
        assertThat(heapBytes() - heapBefore).as("heap").isLessThan(count * 2L * bufferBytes);
        neighbour.echo("still served");
      }
    }
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
