package io.echod.simulate.guarded;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SilentLog;
import io.echod.simulate.guarded.NaiveGuard.Ending;
import io.echod.simulate.guarded.NaiveUdp.Verdict;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The echo server with limits, and behind a proxy, over some hundred seeds. */
@ExtendWith(SilentLog.class)
class GuardedWorldTest {

  private static final int SEEDS = 300;

  private static long hash(Scenario scenario, Tally tally) throws Exception {
    GuardedWorld world = new GuardedWorld(scenario, tally);
    world.run();
    return world.network().trace().hash();
  }

  @Test
  void clientsOfEachKindMeetWhatTheyMust() throws Exception {
    Tally tally = new Tally();
    for (long seed = 0; seed < SEEDS; seed++) {
      hash(Scenario.of(seed), tally);
    }
    for (Header.Kind kind : Header.Kind.values()) {
      assertThat(tally.of("PROXY header " + kind)).as("%s", kind).isPositive();
    }
    for (Ending ending : Ending.values()) {
      assertThat(tally.of("guarded " + ending)).as("%s", ending).isPositive();
    }
    assertThat(tally.of("refused by a limit")).isPositive();
    assertThat(tally.of("health probe")).isPositive();
    for (Verdict verdict : Verdict.values()) {
      assertThat(tally.of("guarded datagram " + verdict)).as("%s", verdict).isPositive();
    }
    assertThat(tally.of("guarded client that is cut off")).isPositive();
    assertThat(tally.of("client of the first dispatcher")).isPositive();
    assertThat(tally.of("client of another dispatcher")).isPositive();
    assertThat(tally.of("guarded client that does not read " + Ending.RESET)).isPositive();
  }

  @Test
  void theSameSeedGoesTheSameWay() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      Scenario scenario = Scenario.of(seed);
      assertThat(hash(scenario, new Tally())).isEqualTo(hash(scenario, new Tally()));
    }
  }
}
