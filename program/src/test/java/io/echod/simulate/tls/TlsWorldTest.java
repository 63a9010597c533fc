package io.echod.simulate.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SilentLog;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The echo server of TLS, over some hundred seeds. */
@ExtendWith(SilentLog.class)
class TlsWorldTest {

  private static final int SEEDS = 200;

  private static long hash(Scenario scenario, Tally tally) throws Exception {
    TlsWorld world = new TlsWorld(scenario, tally);
    world.run();
    return world.network().trace().hash();
  }

  @Test
  void clientsOfEachKindSeeWhatTheyMust() throws Exception {
    Tally tally = new Tally();
    for (long seed = 0; seed < SEEDS; seed++) {
      hash(Scenario.of(seed), tally);
    }
    for (TlsVisitor.Kind kind : TlsVisitor.Kind.values()) {
      assertThat(tally.of("TLS client " + kind)).as("%s", kind).isPositive();
      assertThat(tally.of("TLS client " + kind + ", timed")).as("%s, timed", kind).isPositive();
    }
    assertThat(tally.of("TLS handshake done")).isPositive();
    assertThat(tally.of("TLS handshake timeout")).isPositive();
    assertThat(tally.of("TLS version refused")).isPositive();
    for (FrontHeader.Kind kind : FrontHeader.Kind.values()) {
      assertThat(tally.of("TLS behind a header " + kind)).as("%s", kind).isPositive();
    }
    for (Proof proof : Proof.values()) {
      assertThat(tally.of("TLS refused for its certificate " + proof)).as("%s", proof).isPositive();
    }
    assertThat(tally.of("TLS refused for its protocols")).isPositive();
    assertThat(tally.of("TLS refused for a missing header")).isPositive();
    assertThat(tally.of("TLS with a protocol")).isPositive();
    assertThat(tally.of("TLS certificate after a reload")).isPositive();
    assertThat(tally.of("TLS session resumed")).isPositive();
  }

  /** Keys and random numbers of TLS differ from run to run; their lengths must not. */
  @Test
  void theSameSeedGoesTheSameWay() throws Exception {
    for (long seed = 0; seed < 40; seed++) {
      Scenario scenario = Scenario.of(seed);
      assertThat(hash(scenario, new Tally())).isEqualTo(hash(scenario, new Tally()));
    }
  }
}
