package io.echod.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.command.ProgressLine;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.simulate.Outcome;
import io.echod.simulate.Simulator;
import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output of echod simulate, with simulations that are none. */
class SimulateRunTest {

  private static final long SEED = 4711;
  private static final int STEPS = 100;

  private final StringWriter output = new StringWriter();

  @Test
  void theFirstSeedIsPrintedBeforeAnythingRuns() throws Exception {
    String[] before = {""};
    Simulator simulator =
        (scenario, _) -> {
          before[0] = output.toString();
          return passed(scenario);
        };
    run(simulator).many(SEED, 1);
    assertThat(before[0]).isEqualTo("Simulating 1 seed from 4711 on\n");
  }

  @Test
  void seedsThatPassAreSummedUpInOneLine() throws Exception {
    assertThat(run((scenario, _) -> passed(scenario)).many(SEED, 20)).isZero();
    assertThat(output.toString())
        .matches(
            """
            Simulating 20 seeds from 4711 on
            20 seeds passed in 0\\.0 s, [0-9]+ per second; hash [0-9a-f]{16}
            """);
  }

  @Test
  void aSeedThatPassesIsReportedWithoutItsTime() throws Exception {
    assertThat(run((scenario, _) -> passed(scenario)).one(Scenario.of(SEED))).isZero();
    assertThat(output.toString())
        .isEqualTo("Simulating seed 4711\nSeed 4711 passed; hash 0000000000001267\n");
  }

  @Test
  void everyStepIsPrintedWhereThatIsAskedFor() throws Exception {
    SimulateRun run = run(failing(_ -> false));
    run.trace();
    assertThat(run.one(Scenario.of(SEED))).isZero();
    assertThat(output.toString().lines().filter(line -> line.startsWith("step "))).hasSize(STEPS);
  }

  @Test
  void aFailureIsShrunkAndRepeatedByTheLastLine() throws Exception {
    Simulator simulator = failing(scenario -> scenario.seed() == SEED && needs(scenario, 2, 7));
    assertThat(run(simulator).many(SEED - 10, 1000)).isEqualTo(SimulateRun.CORRECTNESS);
    List<String> lines = output.toString().lines().toList();
    assertThat(lines)
        .startsWith(
            "Simulating 1000 seeds from 4701 on",
            "Seed 4711 failed: correctness (server): all clients, "
                + Fault.values().length
                + " faults, all actions")
        .contains(
            "Its last 60 steps of 100:",
            "It fails so: correctness (server): 1 client, 0" + " faults, 1 action")
        .endsWith(
            "To repeat it:", "echod simulate --seed 4711 --clients 2 --faults none --actions 7");
    assertThat(lines.stream().filter(line -> line.startsWith("step ")))
        .hasSize(60)
        .startsWith("step 40")
        .endsWith("step 99");
  }

  @Test
  void theWholeTraceOfWhatWasShrunkIsPrintedWhereStepsAreAskedFor() throws Exception {
    SimulateRun run = run(failing(scenario -> needs(scenario, 2, 7)));
    run.trace();
    assertThat(run.one(Scenario.of(SEED))).isEqualTo(SimulateRun.CORRECTNESS);
    assertThat(output.toString()).contains("Its steps:\nstep 0\n");
    assertThat(output.toString().lines().filter(line -> line.startsWith("step ")))
        .hasSize(2 * STEPS);
  }

  @Test
  void whatCanNotBeShrunkIsRepeatedAsItWas() throws Exception {
    Scenario part =
        Scenario.of(SEED).withClients(Selection.of(List.of(2))).withFaults(java.util.Set.of());
    run(failing(part::equals)).one(part);
    assertThat(output.toString())
        .endsWith("To repeat it:\nechod simulate --seed 4711 --clients 2 --faults none\n");
  }

  @ParameterizedTest
  @CsvSource({"CRASH, 10", "CORRECTNESS, 11", "LIVENESS, 12"})
  void everyKindOfFailureHasItsExitCode(Failure.Kind kind, int code) throws Exception {
    assertThat(run((scenario, _) -> failed(scenario, kind)).many(SEED, 5)).isEqualTo(code);
    assertThat(output.toString())
        .contains("Seed 4711 failed: " + kind.name().toLowerCase(java.util.Locale.ROOT) + " (");
  }

  @Test
  void aCrashShowsItsStackTrace() throws Exception {
    run((scenario, _) -> failed(scenario, Failure.Kind.CRASH)).many(SEED, 1);
    assertThat(output.toString())
        .contains(
            "java.lang.IllegalStateException: on purpose\n"
                + "\tat io.echod.cli.simulate.SimulateRunTest");
  }

  @Test
  void aRunThatDiffersTheSecondTimeIsReported() throws Exception {
    long[] times = {0};
    Simulator simulator =
        (scenario, _) ->
            new Outcome(
                scenario,
                times[0]++,
                new Tally(),
                failed(scenario, Failure.Kind.LIVENESS).failure());
    run(simulator).one(Scenario.of(SEED));
    assertThat(output.toString()).contains("it does not follow from the seed alone");
  }

  @Test
  void theTableHasALineForEveryFaultEvenForThoseThatNeverOccurred() throws Exception {
    Simulator simulator =
        (scenario, _) -> {
          Outcome outcome = passed(scenario);
          outcome.tally().add("SHORT_READ", 3);
          outcome.tally().add("reader", 1);
          return outcome;
        };
    SimulateRun run = run(simulator);
    run.printTally();
    run.many(SEED, 4);
    assertThat(output.toString().lines().skip(2))
        .hasSize(Fault.values().length + 1)
        .contains("          12  short-read", "           0  reset", "           4  reader");
  }

  @Test
  void anInterruptReportsHowFarItGot() throws Exception {
    SimulateRun[] run = {null};
    run[0] =
        run((scenario, _) -> {
          if (scenario.seed() == SEED + 3) {
            run[0].stop();
          }
          return passed(scenario);
        });
    assertThat(run[0].many(SEED, 1_000_000)).isOne();
    assertThat(output.toString())
        .containsPattern("Interrupted: [0-9]+ of 1000000 seeds passed in ");
  }

  private SimulateRun run(Simulator simulator) {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    PrintWriter errors = new PrintWriter(new StringWriter());
    return new SimulateRun(
        simulator, new PrintWriter(output), new ProgressLine(errors, false, clock), clock);
  }

  private static boolean needs(Scenario scenario, int client, int action) {
    return scenario.clients().has(client) && scenario.actions().has(action);
  }

  /** The message names the parts. */
  private static Simulator failing(Predicate<Scenario> fails) {
    return (scenario, trace) -> {
      trace.ifPresent(reader -> {
        for (int step = 0; step < STEPS; step++) {
          reader.accept("step " + step);
        }
      });
      if (!fails.test(scenario)) {
        return passed(scenario);
      }
      Failure failure =
          new Failure(
              Failure.Kind.CORRECTNESS, "server", SimulateWords.parts(scenario), Optional.empty());
      return new Outcome(scenario, 1, new Tally(), Optional.of(failure));
    };
  }

  private static Outcome passed(Scenario scenario) {
    return new Outcome(scenario, scenario.seed(), new Tally(), Optional.empty());
  }

  private static Outcome failed(Scenario scenario, Failure.Kind kind) {
    Optional<Throwable> cause =
        kind == Failure.Kind.CRASH
            ? Optional.of(new IllegalStateException("on purpose"))
            : Optional.empty();
    Failure failure = new Failure(kind, "server", "on purpose", cause);
    return new Outcome(scenario, 0, new Tally(), Optional.of(failure));
  }
}
