package io.echod.process;

import io.echod.fixture.EchodProcess;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("soak")
class ChurnSoakTest {

  private static final int CLIENTS = 1_000_000;
  private static final int PORTION = 100_000;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void aMillionClientsLeaveNothingBehind() throws Exception {
    try (EchodProcess echod = EchodProcess.serve()) {
      Churn.run(echod.address(), 5_000);
      Footprint before = Footprint.of(echod);
      System.out.printf(
          "%9s %10s %11s %7s %10s %12s%n",
          "clients", "connects/s", "descriptors", "threads", "heap/KiB", "resident/KiB");
      print(0, 0, before);
      for (int done = PORTION; done <= CLIENTS; done += PORTION) {
        long start = System.nanoTime();
        Churn.run(echod.address(), PORTION);
        long nanos = System.nanoTime() - start;
        print(done, PORTION * 1_000_000_000L / nanos, Footprint.of(echod));
      }
      before.awaitAgain(echod);
      print(CLIENTS, 0, Footprint.of(echod));
    }
  }

  private static void print(int clients, long perSecond, Footprint footprint) {
    System.out.printf(
        "%9d %10s %11d %7d %10d %12d%n",
        clients,
        perSecond == 0 ? "-" : Long.toString(perSecond),
        footprint.descriptors(),
        footprint.threads(),
        footprint.heapBytes() / 1024,
        footprint.residentKibibytes());
  }
}
