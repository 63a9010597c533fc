package io.echod.simulate.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A dispatcher beside its model, over some hundred seeds. */
final class DispatcherWorldTest {

  private static final int SEEDS = 300;

  private final Logger log = (Logger) LoggerFactory.getLogger(Dispatcher.class);
  private final Tally tally = new Tally();

  @BeforeEach
  void keepQuietAboutPlannedFailures() {
    log.setLevel(Level.OFF);
  }

  @AfterEach
  void logAgain() {
    log.setLevel(null);
  }

  private long run(Scenario scenario) throws IOException {
    DispatcherWorld world = new DispatcherWorld(scenario, tally);
    world.run();
    return world.network().trace().hash();
  }

  @Test
  void bothDoTheSameAndAllThatMayHappenDoes() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      run(Scenario.of(seed));
    }
    assertThat(
            List.of(
                "accept",
                "accepted",
                "adopt",
                "after",
                "call after a close",
                "call with a wrong endpoint",
                "call with wrong reasons",
                "call with wrong times",
                "cancel",
                "cancel a few",
                "cancel all",
                "cancel and register again",
                "cancelled a timer that is due",
                "cancelled what was not registered",
                "cancelled while ready in the same round",
                "close",
                "close a ready one",
                "close and accept at once",
                "close the dispatcher",
                "closed by an action",
                "closed while ready in the same round",
                "connect",
                "defer",
                "descriptor reused in the round",
                "end output",
                "every",
                "fail",
                "failed as the endpoint expects",
                "interest",
                "listen",
                "failed for an endpoint",
                "lost",
                "lost and asked for nothing",
                "mask",
                "monitor within monitor",
                "notify of cancel",
                "on I/O",
                "pause",
                "post",
                "post from elsewhere",
                "posted during a handler",
                "read",
                "rest is due",
                "resume",
                "stop",
                "take long",
                "take until a timer is due",
                "task before a rest",
                "notified of its loss",
                "turns",
                "wake up",
                "wake up from elsewhere",
                "when idle",
                "write",
                "wrong call of a callback"))
        .allSatisfy(what -> assertThat(tally.of("dispatcher: " + what)).as(what).isPositive());
  }

  @Test
  void aSeedGoesTheSameWayEachTime() throws IOException {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(run(Scenario.of(seed))).isEqualTo(run(Scenario.of(seed)));
    }
  }

  @Test
  void partsOfAScenarioMayBeLeftOut() throws IOException {
    for (long seed = 0; seed < 50; seed++) {
      Scenario all = Scenario.of(seed);
      run(all.withActions(Selection.of(List.of())));
      run(all.withActions(Selection.of(List.of(0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89))));
      run(all.withClients(Selection.of(List.of(1))));
      run(all.withFaults(Set.of(Fault.EARLY_RETURN)));
      run(all.withFaults(Set.of()));
    }
  }
}
