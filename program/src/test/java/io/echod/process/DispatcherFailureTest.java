package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DispatcherFailureTest {

  private static final String WAITS = "epoll_wait,epoll_pwait,epoll_pwait2";

  /** Each thread's waits fail from a number on, which only a dispatcher with clients reaches. */
  @Test
  void theProgramEndsAndSaysWhyInOneLine() throws Exception {
    assumeTrue(works("strace", "-V"), "strace is not installed: nothing can make calls fail");
    Launch failing =
        Launch.DEFAULT.within(
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "signal=none",
            "-e",
            "trace=" + WAITS,
            "-e",
            "inject=" + WAITS + ":error=EBADF:when=30+");
    try (EchodProcess echod =
        EchodProcess.serve(failing, "--kernel=epoll", "--dispatchers=2", "--busy-poll=off")) {
      exchangeUntilItFails(echod);

      assertThat(echod.exitCode()).isEqualTo(1);
      assertThat(echod.errors().lines())
          .filteredOn(line -> line.startsWith("echod: "))
          .containsExactly(
              "echod: a dispatcher has failed: kernel epoll can't wait: Bad file descriptor");
    }
  }

  private static void exchangeUntilItFails(EchodProcess echod) {
    try (EchoClient client = EchoClient.connect(echod.address())) {
      for (int round = 0; round < 1000; round++) {
        client.echo("round " + round);
      }
    } catch (IOException | AssertionError cut) {
      return;
    }
    throw new AssertionError("no wait has failed");
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
