package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.MemoryGroup;
import io.echod.fixture.SystemView;
import io.echod.fixture.UnreadPipe;
import io.echod.fixture.WallClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server in a container of 256 MiB, whose log is not read, in all the bad weather there is. */
class ChaosTest {

  private static final int CONTAINER_MEBIBYTES = 256;
  private static final int DISPATCHERS = 2;
  private static final Duration SHORT = Duration.ofSeconds(8);
  private static final Duration LONG = Duration.ofSeconds(Long.getLong("echod.chaos.seconds", 600));

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void honestClientsGetEveryByteInAllEvents(String kernel) throws Exception {
    run(kernel, SHORT, Long.getLong("echod.chaos.seed", System.nanoTime()));
  }

  @Test
  @Tag("soak")
  @Timeout(value = 300, unit = TimeUnit.MINUTES)
  void honestClientsGetEveryByteForTenMinutes() throws Exception {
    run("epoll", LONG, Long.getLong("echod.chaos.seed", System.nanoTime()));
  }

  private void run(String kernel, Duration time, long seed) throws Exception {
    System.out.println("chaos on " + kernel + " with -Dechod.chaos.seed=" + seed);
    Optional<WallClock> clock = WallClock.make(directory);
    Optional<MemoryGroup> group = MemoryGroup.make(CONTAINER_MEBIBYTES << 20);
    try (UnreadPipe log = UnreadPipe.make();
        EchodProcess server =
            EchodProcess.serve(
                contained(clock.map(each -> each.of(log.as(2))).orElse(log.as(2))),
                "-v",
                "--dispatchers=" + DISPATCHERS,
                "--kernel=" + kernel)) {
      if (group.isPresent()) {
        group.get().add(server.pid());
      }
      Churn.run(server.address(), 200);
      int descriptors = SystemView.descriptors(server.pid()) + laterSelectors(kernel);
      try (Chaos chaos = new Chaos(server, log, clock, seed)) {
        chaos.run(time);
        System.out.println("chaos on " + kernel + ": " + chaos.tally());
      }
      Await.until(
          () ->
              "the descriptors to be back at "
                  + descriptors
                  + "; there are "
                  + SystemView.descriptorTargets(server.pid()),
          () -> SystemView.descriptors(server.pid()) <= descriptors);
      assertThat(SystemView.residentKibibytes(server.pid()))
          .isLessThan(CONTAINER_MEBIBYTES * 1024L);
      server.signal("TERM");
      assertThat(server.exitCode()).isZero();
    } finally {
      if (group.isPresent()) {
        group.get().close();
      }
    }
  }

  /** Descriptors that the nio kernel opens when a client is first not read from: two selectors. */
  private static int laterSelectors(String kernel) {
    return kernel.equals("nio") ? DISPATCHERS * 2 * 2 : 0;
  }

  /** A virtual machine that takes it for all the memory there is, as it does in a container. */
  private static Launch contained(Launch launch) {
    return launch.withJvmFlags("-XX:MaxRAM=" + CONTAINER_MEBIBYTES + "m");
  }
}
