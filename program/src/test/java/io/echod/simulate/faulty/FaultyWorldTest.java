package io.echod.simulate.faulty;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SilentLog;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The echo server with faults on purpose, over some hundred seeds. */
@ExtendWith(SilentLog.class)
class FaultyWorldTest {

  private static final int SEEDS = 300;

  private static final List<String> KINDS =
      List.of(
          "accept-stall",
          "bandwidth",
          "corrupt",
          "delay",
          "end",
          "garbage",
          "half-close",
          "refuse",
          "reset",
          "silent",
          "slice",
          "slow-close",
          "slow-open",
          "stall");

  private static long hash(Scenario scenario, Tally tally) throws Exception {
    FaultyWorld world = new FaultyWorld(scenario, tally);
    world.run();
    return world.network().trace().hash();
  }

  @Test
  void everyKindStrikesAndEveryClientSeesWhatItMust() throws Exception {
    Tally tally = new Tally();
    for (long seed = 0; seed < SEEDS; seed++) {
      hash(Scenario.of(seed), tally);
    }
    for (String kind : KINDS) {
      assertThat(tally.of("on purpose " + kind)).as(kind).isPositive();
      assertThat(tally.of("on purpose " + kind + ", timed")).as(kind + ", timed").isPositive();
    }
    for (String kind : List.of("loss", "duplicate", "reorder", "truncate")) {
      assertThat(tally.of("on purpose " + kind)).as(kind).isPositive();
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesAtTheSameTimesAndAnotherOneOthers() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      long once = hash(Scenario.of(seed), new Tally());
      assertThat(hash(Scenario.of(seed), new Tally())).isEqualTo(once);
      assertThat(hash(Scenario.of(seed + 1), new Tally())).isNotEqualTo(once);
    }
  }

  @Test
  void clientsCanBeLeftOut() throws Exception {
    Tally tally = new Tally();
    for (long seed = 0; seed < 20; seed++) {
      hash(Scenario.of(seed).withClients(Selection.of(List.of())), tally);
    }
    assertThat(tally.counts()).isEmpty();
  }
}
