package io.echod.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that make any calls, in any order, at the same time. {@code -Dechod.fuzz.seed} chooses
 * what they do, {@code -Dechod.fuzz.rounds} how often.
 */
final class FuzzTest {

  private static final int THREADS = 4;
  private static final long HANGS_SECONDS = 30;

  @Test
  @Timeout(120)
  void withAnyCallsOfThreadsEverythingIsGivenBack() throws Exception {
    fuzz(Integer.getInteger("echod.fuzz.rounds", 400));
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void withAnyCallsOfThreadsTenThousandTimesEverythingIsGivenBack() throws Exception {
    fuzz(Integer.getInteger("echod.fuzz.rounds", 10_000));
  }

  private static void fuzz(int rounds) throws Exception {
    long seed = Long.getLong("echod.fuzz.seed", System.nanoTime());
    System.out.println("fuzz: -Dechod.fuzz.seed=" + seed + " -Dechod.fuzz.rounds=" + rounds);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      round(threads, new Random(seed), seed, -1);
      long descriptors = Descriptors.count();
      for (int round = 0; round < rounds; round++) {
        round(threads, new Random(seed + round), seed, round);
        assertThat(Descriptors.count())
            .as("descriptors after round %s of seed %s", round, seed)
            .isLessThanOrEqualTo(descriptors);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void round(ExecutorService threads, Random random, long seed, int number)
      throws Exception {
    FuzzRound round = new FuzzRound(random);
    List<Future<Boolean>> parts = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      Random own = new Random(random.nextLong());
      Callable<Boolean> part =
          () -> {
            round.work(own);
            return true;
          };
      parts.add(threads.submit(part));
    }
    for (Future<Boolean> part : parts) {
      assertThat(part.get(HANGS_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    round.close();
    assertThat(round.verdict()).as("round %s of seed %s", number, seed).isEmpty();
  }
}
