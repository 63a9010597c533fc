package io.echod.dispatcher.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Many seeds, and the one that failed. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class SimSeedsTest {

  private final List<Long> seeds = new ArrayList<>();

  @AfterEach
  void forget() {
    System.clearProperty(SimSeeds.PROPERTY);
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
}
