package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.SystemView;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose clients could fill its memory many times over, if they were let. */
@Timeout(300)
final class SmallHeapTest {

  /**
   * Descriptors that the server itself may open later, and keeps: the second selector of the nio
   * kernel (two), once a client was not read for a second, and a file of the virtual machine.
   */
  private static final int OWN_LATER_MAX = 3;

  private static final int GREEDY = 1500;

  /** The virtual machine's exit code. */
  private static final int OUT_OF_MEMORY = 3;

  private static final int IDLE_MAX = 15_000;

  /** Every message of a generator's schedule is accounted for. */
  private static final Pattern COUNTS =
      Pattern.compile(
          "(?s)(?<sent>\\d+) messages in .*?(?<planned>\\d+) planned.*?(?<unsent>\\d+) unsent");

  private static void assertEchoes(EchodProcess server, int length) throws IOException {
    byte[] sent = EchoClient.pattern(length, length);
    try (EchoClient client = EchoClient.connect(server.address())) {
      for (int start = 0; start < length; start += 16_384) {
        byte[] part = Arrays.copyOfRange(sent, start, Math.min(length, start + 16_384));
        client.send(part);
        assertThat(client.receive(part.length)).isEqualTo(part);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void clientsThatNeverReadCostOthersNothing(String kernel) throws Exception {
    Launch small = Launch.DEFAULT.withJvmFlags("-Xmx32m", "-XX:MaxDirectMemorySize=32m");
    try (EchodProcess server = EchodProcess.serve(small, "--kernel=" + kernel)) {
      assertEchoes(server, 100_000);
      int before = SystemView.descriptors(server.pid());
      try (Greedy greedy = new Greedy(server.address(), GREEDY)) {
        Await.until(
            "the fullest to be reset",
            () -> {
              greedy.sendSome();
              return greedy.resets() > 0;
            });
        greedy.sendAll();
        assertEchoes(server, 1_000_000);
      }
      Await.until(
          "the descriptors to be given back",
          () -> SystemView.descriptors(server.pid()) <= before + OWN_LATER_MAX);
      assertEchoes(server, 1_000_000);
      assertThat(server.errors()).doesNotContain("OutOfMemoryError");
      server.signal("TERM");
      assertThat(server.exitCode()).isZero();
    }
  }

  /** The arrears of a schedule must not take all of a generator's memory. */
  @Test
  void aGeneratorSurvivesAScheduleThatCannotBeKept() throws Exception {
    Launch small = Launch.DEFAULT.withJvmFlags("-Xmx48m");
    try (EchodProcess server = EchodProcess.serve();
        EchodProcess bench =
            EchodProcess.run(
                small,
                "bench",
                "tcp://127.0.0.1:" + server.address().getPort(),
                "-c2",
                "-r100000000/s",
                "-d200ms",
                "--warmup=0s")) {
      bench.exitCode();
      assertThat(bench.errors()).doesNotContain("OutOfMemoryError");
      Matcher counts = COUNTS.matcher(bench.output());
      assertThat(counts.find()).as(bench.output()).isTrue();
      assertThat(Long.parseLong(counts.group("sent")) + Long.parseLong(counts.group("unsent")))
          .isEqualTo(Long.parseLong(counts.group("planned")));
    }
  }

  @Test
  void withAHeapThatIsAlmostTooSmallItStillServes() throws Exception {
    Launch tiny = Launch.DEFAULT.withJvmFlags("-Xmx16m", "-XX:MaxDirectMemorySize=16m");
    try (EchodProcess server = EchodProcess.serve(tiny)) {
      try (Greedy greedy = new Greedy(server.address(), GREEDY)) {
        greedy.sendAll();
        assertEchoes(server, 300_000);
      }
      assertEchoes(server, 300_000);
      assertThat(server.isAlive()).isTrue();
    }
  }

  /**
   * With clients who do nothing but be there, until the heap is full of them. From then on the
   * server gives no service, and it hears no signal.
   */
  @Test
  void whoseHeapIsFullOfClientsEndsByThree() throws Exception {
    Launch tiny =
        Launch.DEFAULT.withJvmFlags("-Xmn1m", "-Xms4m", "-Xmx4m", "-XX:+ExitOnOutOfMemoryError");
    try (EchodProcess server = EchodProcess.serve(tiny, "--kernel=nio", "--dispatchers=1")) {
      List<SocketChannel> idle = new ArrayList<>();
      try {
        while (server.isAlive() && idle.size() < IDLE_MAX) {
          idle.add(SocketChannel.open(server.address()));
        }
      } catch (IOException gone) {
        // It has ended.
      } finally {
        for (SocketChannel client : idle) {
          client.setOption(StandardSocketOptions.SO_LINGER, 0);
          client.close();
        }
      }
      assertThat(server.exitCode()).isEqualTo(OUT_OF_MEMORY);
    }
  }
}
