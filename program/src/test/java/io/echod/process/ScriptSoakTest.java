package io.echod.process;

import io.echod.fixture.EchodProcess;
import io.echod.fixture.TestScript;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An echo server in Scheme, for long. */
@Tag("soak")
class ScriptSoakTest {

  private static final int MESSAGES = 10_000_000;
  private static final int PORTION = 1_000_000;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void tenMillionMessagesLeaveNothingBehind() throws Exception {
    try (EchodProcess echod = EchodProcess.script(TestScript.of("echo.scm"), "0")) {
      Messages.run(echod.address(), PORTION / 10);
      Footprint before = Footprint.of(echod);
      System.out.printf(
          "%9s %10s %11s %10s %12s%n",
          "messages", "messages/s", "descriptors", "heap/KiB", "resident/KiB");
      for (int done = 0; done <= MESSAGES; done += PORTION) {
        long start = System.nanoTime();
        if (done > 0) {
          Messages.run(echod.address(), PORTION);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Footprint now = Footprint.of(echod);
        System.out.printf(
            "%9d %10.0f %11d %10d %12d%n",
            done,
            done == 0 ? 0 : PORTION / seconds,
            now.descriptors(),
            now.heapBytes() / 1024,
            now.residentKibibytes());
      }
      before.awaitAgain(echod);
    }
  }
}
