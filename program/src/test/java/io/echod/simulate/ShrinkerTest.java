package io.echod.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  private static final long SEED = 4711;
  private static final int RUNS_MAX = 500;

  @Test
  void findsTheOneClientTheOneFaultAndTheOneActionThatItTakes() {
    assertThat(
            shrunk(scenario ->
                scenario.clients().has(13)
                    && scenario.faults().contains(Fault.CLOG)
                    && scenario.actions().has(99)))
        .isEqualTo(scenario(List.of(13), Set.of(Fault.CLOG), List.of(99)));
  }

  @Test
  void findsTwoThatTakePartTogetherHoweverFarApart() {
    assertThat(
            shrunk(scenario ->
                scenario.clients().has(0)
                    && scenario.clients().has(29)
                    && scenario.actions().has(7)
                    && scenario.actions().has(8)))
        .isEqualTo(scenario(List.of(0, 29), Set.of(), List.of(7, 8)));
  }

  @Test
  void leavesOutEverythingWhereNothingIsNeeded() {
    assertThat(shrunk(_ -> true)).isEqualTo(scenario(List.of(), Set.of(), List.of()));
  }

  @Test
  void leavesOutClientsThatOnlyAnActionMadeNecessary() {
    assertThat(
            shrunk(scenario ->
                scenario.clients().has(1)
                    && (scenario.clients().has(2) || !scenario.actions().has(3))))
        .isEqualTo(scenario(List.of(1), Set.of(), List.of()));
  }

  @Test
  void keepsAllWhereFewerPass() {
    Scenario all = Scenario.of(SEED);
    assertThat(shrunk(all::equals)).isEqualTo(all);
  }

  @Test
  void keepsAllClientsWhereAThousandAreNotEnough() {
    assertThat(shrunk(scenario -> scenario.clients().has(5000)))
        .isEqualTo(scenario(List.of(), Set.of(), List.of()).withClients(Selection.ALL));
  }

  @Test
  void beginsWithAPartWhereThatIsWhatFailed() {
    Scenario part = scenario(List.of(3, 4, 5), Set.of(Fault.RESET, Fault.CLOG), List.of(1));
    Function<Scenario, Outcome> simulation =
        simulation(scenario -> scenario.clients().has(4) && scenario.faults().size() > 1);
    assertThat(shrinker(part, simulation, RUNS_MAX).shrink().scenario())
        .isEqualTo(scenario(List.of(4), Set.of(Fault.RESET, Fault.CLOG), List.of()));
  }

  @Test
  void aFailureOfAnotherKindOrOfAnotherWorldIsLeftOut() {
    Function<Scenario, Outcome> simulation =
        scenario ->
            scenario.clients().has(1)
                ? outcome(scenario, Failure.Kind.LIVENESS, "server")
                : scenario.actions().has(0)
                    ? outcome(scenario, Failure.Kind.CRASH, "server")
                    : outcome(scenario, Failure.Kind.LIVENESS, "dispatcher");
    assertThat(shrinker(Scenario.of(SEED), simulation, RUNS_MAX).shrink().scenario().clients())
        .isEqualTo(Selection.of(List.of(1)));
  }

  @Test
  void simulatesNothingTwice() {
    List<Scenario> simulated = new ArrayList<>();
    Function<Scenario, Outcome> simulation =
        scenario -> {
          simulated.add(scenario);
          return simulation(each -> each.clients().has(2) && each.actions().has(50))
              .apply(scenario);
        };
    shrinker(Scenario.of(SEED), simulation, RUNS_MAX).shrink();
    assertThat(simulated).doesNotHaveDuplicates().hasSizeLessThan(100);
  }

  @Test
  void endsAfterSoManyRunsWithTheSmallestSoFar() {
    Shrinker shrinker =
        shrinker(Scenario.of(SEED), simulation(scenario -> scenario.clients().has(13)), 5);
    Outcome smallest = shrinker.shrink();
    assertThat(shrinker.runs()).isEqualTo(5);
    assertThat(smallest.failure()).isPresent();
    assertThat(smallest.scenario().clients().has(13)).isTrue();
    assertThat(smallest.scenario()).isNotEqualTo(Scenario.of(SEED));
  }

  @Test
  void endsWhenAsked() {
    List<Shrinker> itself = new ArrayList<>();
    Function<Scenario, Outcome> simulation =
        scenario -> {
          itself.forEach(Shrinker::stop);
          return outcome(scenario, Failure.Kind.CRASH, "server");
        };
    itself.add(shrinker(Scenario.of(SEED), simulation, RUNS_MAX));
    itself.getFirst().shrink();
    assertThat(itself.getFirst().runs()).isOne();
  }

  @Test
  void reportsHowFarItGot() {
    List<Shrinker.Step> steps = new ArrayList<>();
    Function<Scenario, Outcome> simulation = simulation(scenario -> scenario.clients().has(13));
    Outcome failing = simulation.apply(Scenario.of(SEED));
    Shrinker shrinker = new Shrinker(failing, simulation, RUNS_MAX, steps::add);
    Outcome smallest = shrinker.shrink();
    assertThat(steps).hasSize(shrinker.runs());
    assertThat(steps.getLast()).isEqualTo(new Shrinker.Step(shrinker.runs(), smallest.scenario()));
  }

  @Test
  void whatHasNotFailedCanNotBeShrunk() {
    assertThatThrownBy(() -> shrinker(Scenario.of(SEED), simulation(_ -> false), RUNS_MAX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seed 4711 has not failed");
  }

  private static Scenario shrunk(Predicate<Scenario> fails) {
    return shrinker(Scenario.of(SEED), simulation(fails), RUNS_MAX).shrink().scenario();
  }

  private static Shrinker shrinker(
      Scenario failing, Function<Scenario, Outcome> simulation, int runsMax) {
    return new Shrinker(simulation.apply(failing), simulation, runsMax, _ -> {});
  }

  private static Scenario scenario(
      List<Integer> clients, Set<Fault> faults, List<Integer> actions) {
    return new Scenario(SEED, Selection.of(clients), faults, Selection.of(actions));
  }

  private static Function<Scenario, Outcome> simulation(Predicate<Scenario> fails) {
    return scenario ->
        fails.test(scenario)
            ? outcome(scenario, Failure.Kind.CORRECTNESS, "server")
            : new Outcome(scenario, 0, new Tally(), Optional.empty());
  }

  private static Outcome outcome(Scenario scenario, Failure.Kind kind, String world) {
    Failure failure = new Failure(kind, world, "on purpose", Optional.empty());
    return new Outcome(scenario, 0, new Tally(), Optional.of(failure));
  }
}
