package io.echod.dispatcher.kernel.sim.chance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Many seeds, and the one that failed. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@ResourceLock(Resources.SYSTEM_ERR)
final class SimSeedsTest {

  private final List<Long> seeds = new ArrayList<>();

  @AfterEach
  void forget() {
    System.clearProperty(SimSeeds.PROPERTY);
    System.clearProperty(SimSeeds.COUNT_PROPERTY);
    System.clearProperty(SimSeeds.BASE_PROPERTY);
  }

  @Test
  void everySeedHasItsTurn() {
    SimSeeds.run(3, seeds::add);
    assertThat(seeds).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aFailureNamesItsSeedAndHowToHaveItAgain() {
    IOException failure = new IOException("gone wrong");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() ->
            SimSeeds.run(
                9,
                seed -> {
                  seeds.add(seed);
                  if (seed == 4) {
                    throw failure;
                  }
                }))
        .withMessageContaining("seed 4")
        .withMessageContaining("gone wrong")
        .withMessageContaining("-Dsim.seed=4")
        .withCause(failure);
    assertThat(seeds).last().isEqualTo(4L);
  }

  @Test
  void aPropertyAsksForOneSeed() {
    System.setProperty(SimSeeds.PROPERTY, "17");
    SimSeeds.run(3, seeds::add);
    assertThat(seeds).containsExactly(17L);
  }

  @Test
  void aPropertyAsksForMoreSeeds() {
    System.setProperty(SimSeeds.COUNT_PROPERTY, "5");
    SimSeeds.run(3, seeds::add);
    assertThat(seeds).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void freshSeedsFollowEachOtherAndAreOthersEachTime() {
    SimSeeds.runFresh(3, seeds::add);
    long first = seeds.getFirst();
    assertThat(seeds).containsExactly(first, first + 1, first + 2);
    SimSeeds.runFresh(1, seeds::add);
    assertThat(seeds.getLast()).isNotIn(seeds.subList(0, 3));
  }

  @Test
  void theFirstFreshSeedIsReportedBeforeItRuns() throws IOException {
    PrintStream before = System.err;
    ByteArrayOutputStream reported = new ByteArrayOutputStream();
    System.setErr(new PrintStream(reported, true, UTF_8));
    try {
      SimSeeds.runFresh(
          7,
          seed -> {
            seeds.add(seed);
            assertThat(reported.toString(UTF_8))
                .contains("7 fresh seeds")
                .contains("-Dsim.base=" + seeds.getFirst());
          });
    } finally {
      System.setErr(before);
    }
    assertThat(seeds).hasSize(7);
  }

  @Test
  void freshSeedsAreHadAgain() {
    System.setProperty(SimSeeds.BASE_PROPERTY, "170");
    SimSeeds.runFresh(2, seeds::add);
    System.setProperty(SimSeeds.PROPERTY, "3");
    SimSeeds.runFresh(2, seeds::add);
    assertThat(seeds).containsExactly(170L, 171L, 3L);
  }

  @Test
  void whatIsNoNumberOfSeedsIsRefused() {
    System.setProperty(SimSeeds.COUNT_PROPERTY, "0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SimSeeds.run(3, seeds::add))
        .withMessageContaining("sim.seeds");
    System.setProperty(SimSeeds.COUNT_PROPERTY, "many");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SimSeeds.run(3, seeds::add))
        .withMessageContaining("many");
    assertThatIllegalArgumentException().isThrownBy(() -> SimSeeds.run(0, seeds::add));
  }
}
