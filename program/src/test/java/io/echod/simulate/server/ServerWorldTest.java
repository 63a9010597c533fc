package io.echod.simulate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.fixture.SilentLog;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.server.clients.ClientKind;
import io.echod.simulate.server.plan.ServerPlan;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The echo server under simulated clients, faults and a driver. */
@ExtendWith(SilentLog.class)
class ServerWorldTest {

  private static final int SEEDS = 400;

  private static long hashAfter(Scenario scenario, Tally tally) throws Exception {
    ServerWorld world = new ServerWorld(scenario, tally);
    world.run();
    for (Fault fault : Fault.values()) {
      tally.add(fault.name(), world.network().count(fault));
    }
    return world.network().trace().hash();
  }

  @Test
  void everyKindOfEverythingOccursAndEveryPromiseIsKept() throws Exception {
    Tally tally = new Tally();
    for (long seed = 1; seed <= SEEDS; seed++) {
      hashAfter(Scenario.of(seed), tally);
    }
    for (ClientKind kind : ClientKind.values()) {
      assertThat(tally.of("client " + kind)).as("client %s", kind).isPositive();
    }
    for (DriverAction action : DriverAction.values()) {
      assertThat(tally.of("driver " + action)).as("driver %s", action).isPositive();
    }
    for (Fault fault : Fault.values()) {
      assertThat(tally.of(fault.name())).as("%s", fault).isPositive();
    }
    for (ServerPlan.Ending ending : ServerPlan.Ending.values()) {
      assertThat(tally.of(ending.name())).as("%s", ending).isPositive();
    }
    assertThat(tally.of("client greeted by its number")).isPositive();
    assertThat(tally.of("slow reader resumed")).isPositive();
    assertThat(tally.of("accepting again")).isPositive();
    assertThat(tally.of("line too long")).isPositive();
    assertThat(tally.of("client over IPv6")).isPositive();
    assertThat(tally.of("client from a host that has called before")).isPositive();
    assertThat(tally.of("vanished client found out")).isPositive();
  }

  @Test
  void aSeedGoesTheSameWayEachTime() throws Exception {
    for (long seed = 1; seed <= 20; seed++) {
      Scenario scenario = Scenario.of(seed);
      assertThat(hashAfter(scenario, new Tally())).isEqualTo(hashAfter(scenario, new Tally()));
    }
  }

  @Test
  void withoutClientsFaultsAndActionsNothingIsLeftButTheServer() throws Exception {
    Tally tally = new Tally();
    Selection nobody = Selection.of(List.of());
    for (long seed = 1; seed <= 20; seed++) {
      hashAfter(
          Scenario.of(seed).withClients(nobody).withFaults(Set.of()).withActions(nobody), tally);
    }
    assertThat(tally.counts().keySet())
        .isSubsetOf("DRAIN_WHEN_DONE", "DRAIN_AT_ANY_TIME", "CLOSE_WHEN_DONE", "CLOSE_AT_ANY_TIME");
  }

  @Test
  void clientsAreTheSameWhicheverOthersAreLeftOut() throws Exception {
    Tally all = new Tally();
    Tally apart = new Tally();
    for (long seed = 1; seed <= 20; seed++) {
      Scenario calm = Scenario.of(seed).withFaults(Set.of()).withActions(Selection.of(List.of()));
      hashAfter(calm, all);
      hashAfter(calm.withClients(Selection.of(List.of(0, 2, 4, 6, 8))), apart);
    }
    assertThat(all.counts().keySet()).containsAll(apart.counts().keySet());
  }
}
