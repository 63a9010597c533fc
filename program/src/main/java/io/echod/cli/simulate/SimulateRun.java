package io.echod.cli.simulate;

import io.echod.cli.command.ProgressLine;
import io.echod.simulate.Campaign;
import io.echod.simulate.Outcome;
import io.echod.simulate.Shrinker;
import io.echod.simulate.Simulator;
import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Simulates, and reports the outcome. */
public final class SimulateRun {

  static final int CRASH = 10;
  static final int CORRECTNESS = 11;
  static final int LIVENESS = 12;
  private static final int INTERRUPTED = 1;

  private static final int SHRINKING_RUNS_MAX = 500;
  private static final int LAST_STEPS = 60;

  private final Simulator simulator;
  private final PrintWriter output;
  private final ProgressLine progress;
  private final InstantSource clock;
  private boolean traced;
  private boolean tallied;

  /** Ends the campaign or simulation under way early, if there is one. */
  private volatile Runnable stopping = () -> {};

  private volatile boolean stopped;

  SimulateRun(Simulator simulator, PrintWriter output, ProgressLine progress, InstantSource clock) {
    this.simulator = simulator;
    this.output = output;
    this.progress = progress;
    this.clock = clock;
  }

  /** From now on, every step is printed. */
  void trace() {
    traced = true;
  }

  /** Has the counts of faults, kinds of clients and actions printed in the end. */
  void printTally() {
    tallied = true;
  }

  /** Ends it early. From any thread. */
  void stop() {
    stopped = true;
    stopping.run();
  }

  /** Goes through seeds; returns the exit code. */
  int many(long first, int count) throws InterruptedException {
    say("Simulating " + SimulateWords.counted(count, "seed") + " from " + first + " on");
    Instant start = clock.instant();
    Campaign campaign =
        new Campaign(
            first,
            count,
            simulator::run,
            passed -> progress.show(() -> howFar(passed, count, start)));
    Campaign.Result result = run(campaign);
    if (result.failed().isPresent()) {
      return printFailure(result.failed().get(), result.tally());
    }
    Duration time = Duration.between(start, clock.instant());
    say(
        result.passed() == count
            ? "%s passed in %s, %s per second; hash %016x"
                .formatted(
                    SimulateWords.counted(count, "seed"),
                    seconds(time),
                    rate(count, time),
                    result.hash())
            : "Interrupted: %d of %d seeds passed in %s; under way: %s"
                .formatted(
                    result.passed(), count, seconds(time), SimulateWords.list(campaign.running())));
    printTally(result.tally());
    return result.passed() == count ? 0 : INTERRUPTED;
  }

  /**
   * Simulates one scenario; returns the exit code.
   *
   * @throws IllegalArgumentException where it has passed without a client or an action that was to
   *     take part: the seed draws none of that number
   */
  int one(Scenario scenario) throws InterruptedException {
    say("Simulating seed " + scenario.seed());
    // On a thread of the same kind as in a campaign, so that the end of its stack is as far away.
    Campaign campaign =
        new Campaign(scenario.seed(), 1, _ -> simulator.run(scenario, steps()), _ -> {});
    Campaign.Result result = run(campaign);
    if (result.failed().isPresent()) {
      return printFailure(result.failed().get(), result.tally());
    }
    if (result.passed() == 1) {
      checkMet("client", scenario.seed(), scenario.clients());
      checkMet("action", scenario.seed(), scenario.actions());
    }
    // Without the time it took: twice the same is the same to the byte.
    say(
        result.passed() == 1
            ? "Seed %d passed; hash %016x".formatted(scenario.seed(), result.hash())
            : "Interrupted: seed %d is still under way".formatted(scenario.seed()));
    printTally(result.tally());
    return result.passed() == 1 ? 0 : INTERRUPTED;
  }

  private static void checkMet(String what, long seed, Selection selection) {
    if (selection instanceof Selection.Some some && !some.unmet().isEmpty()) {
      throw new IllegalArgumentException(
          "--%ss: seed %d has no %s %d, so that it was not simulated"
              .formatted(what, seed, what, some.unmet().first()));
    }
  }

  private Campaign.Result run(Campaign campaign) throws InterruptedException {
    stopping = campaign::stop;
    if (stopped) {
      campaign.stop();
    }
    Campaign.Result result = campaign.run(Runtime.getRuntime().availableProcessors());
    progress.clear();
    return result;
  }

  private Optional<Consumer<String>> steps() {
    // Without a flush for each, which would take longer than the step.
    return traced ? Optional.of(step -> output.print(step + "\n")) : Optional.empty();
  }

  private int printFailure(Outcome first, Tally tally) {
    Failure failure = first.failure().orElseThrow();
    say("Seed " + first.scenario().seed() + " failed: " + SimulateWords.of(failure));
    failure.cause().ifPresent(cause -> cause.printStackTrace(output));
    Outcome smallest = shrunk(first);
    printSteps(smallest, !smallest.scenario().equals(first.scenario()));
    if (!SimulateWords.of(smallest.failure().orElseThrow()).equals(SimulateWords.of(failure))) {
      say("It fails so: " + SimulateWords.of(smallest.failure().orElseThrow()));
    }
    printTally(tally);
    say("To repeat it:");
    say(SimulateWords.command(smallest.scenario()));
    return switch (failure.kind()) {
      case CRASH -> CRASH;
      case CORRECTNESS -> CORRECTNESS;
      case LIVENESS -> LIVENESS;
    };
  }

  private Outcome shrunk(Outcome failing) {
    Shrinker shrinker =
        new Shrinker(
            failing,
            simulator::run,
            SHRINKING_RUNS_MAX,
            step ->
                progress.show(() ->
                    "shrinking: %d simulations, left are %s"
                        .formatted(step.runs(), SimulateWords.parts(step.smallest()))));
    stopping = shrinker::stop;
    if (stopped) {
      shrinker.stop();
    }
    Outcome smallest = shrinker.shrink();
    progress.clear();
    say(
        "Smallest scenario that fails so, after %s: %s"
            .formatted(
                SimulateWords.counted(shrinker.runs(), "simulation"),
                SimulateWords.parts(smallest.scenario())));
    return smallest;
  }

  /** All steps of it, or the last ones: those just before it went wrong. */
  private void printSteps(Outcome failing, boolean isAnother) {
    if (traced && !isAnother) {
      return;
    }
    ArrayDeque<String> steps = new ArrayDeque<>();
    long[] count = {0};
    Outcome again =
        simulator.run(
            failing.scenario(),
            Optional.of(step -> {
              count[0]++;
              if (!traced && steps.size() == LAST_STEPS) {
                steps.remove();
              }
              steps.add(step);
            }));
    say(
        steps.size() == count[0]
            ? "Its steps:"
            : "Its last " + steps.size() + " steps of " + count[0] + ":");
    steps.forEach(step -> output.print(step + "\n"));
    if (again.hash() != failing.hash()) {
      say("It went another way the second time: it does not follow from the seed alone.");
    }
  }

  private void printTally(Tally tally) {
    if (tallied) {
      SimulateWords.table(tally).forEach(this::say);
    }
  }

  private void say(String line) {
    output.println(line);
    output.flush();
  }

  private String howFar(long passed, int count, Instant start) {
    Duration time = Duration.between(start, clock.instant());
    Duration left = time.multipliedBy(count - passed).dividedBy(passed);
    return "%d of %d seeds, %s per second, %d s left"
        .formatted(passed, count, rate(passed, time), left.toSeconds());
  }

  private static String rate(long count, Duration time) {
    return Long.toString(count * 1000 / Math.max(1, time.toMillis()));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
