package io.echod.measure.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Searches the highest rate at which a condition holds: a closed loop shows what the server can do
 * at most, halving finds the rate, and a run of full length confirms it.
 */
public final class MaxSearch {

  /** The rate is found when it is known to within this share. */
  private static final double PRECISION = 0.02;

  private static final int PROBES_MAX = 16;
  private static final int CONFIRMATIONS_MAX = 5;

  /** A closed loop in which answers are verified may be slower than a schedule. */
  private static final double HEADROOM = 1.1;

  /** After a confirmation that failed. */
  private static final double STEP_BACK = 0.95;

  private static final double ANSWERED_MIN = 0.99;

  /** Puts a load on the server. */
  @FunctionalInterface
  public interface Loads {

    /**
     * Runs one.
     *
     * @param ratePerSecond 0: a closed loop
     * @param isConfirmation whether it is to last the full time
     */
    LoadResult run(double ratePerSecond, boolean isConfirmation)
        throws IOException, InterruptedException;
  }

  /**
   * One load of the search.
   *
   * @param ratePerSecond 0: a closed loop
   * @param objection why the rate is too high; empty where the condition holds
   * @param isConfirmation whether it lasted the full time
   * @param result of it
   */
  public record Probe(
      double ratePerSecond, String objection, boolean isConfirmation, LoadResult result) {}

  /**
   * The outcome of a search.
   *
   * @param confirmed the load that confirmed the rate; empty where no rate was confirmed
   * @param probes all loads, in order
   */
  public record Outcome(Optional<Probe> confirmed, List<Probe> probes) {

    /** Copies the list. */
    public Outcome {
      probes = List.copyOf(probes);
    }

    /** Whether a rate was given up because of the generator, so that the server may do more. */
    public boolean isLimitedByGenerator() {
      return probes.stream()
          .anyMatch(probe ->
              probe.ratePerSecond > 0
                  && !probe.objection.isEmpty()
                  && probe.result.generator().isLimited());
    }
  }

  private final Loads loads;
  private final Function<LoadResult, String> condition;
  private final Consumer<Probe> listener;
  private final List<Probe> probes = new ArrayList<>();

  /**
   * Begins nothing yet.
   *
   * @param condition what a result has against its rate; empty where the condition holds
   * @param listener receives each load when it is over
   */
  public MaxSearch(Loads loads, Function<LoadResult, String> condition, Consumer<Probe> listener) {
    this.loads = loads;
    this.condition = condition;
    this.listener = listener;
  }

  /**
   * Searches.
   *
   * @throws IOException where the server can't be reached
   */
  public Outcome run() throws IOException, InterruptedException {
    double capacity = probe(0, false).result.messagesPerSecond();
    double holds = 0;
    double fails = capacity * HEADROOM;
    while (fails - holds > PRECISION * fails && probes.size() < PROBES_MAX) {
      double rate = (holds + fails) / 2;
      if (probe(rate, false).objection.isEmpty()) {
        holds = rate;
      } else {
        fails = rate;
      }
    }
    for (int count = 0; holds > 0 && count < CONFIRMATIONS_MAX; count++) {
      Probe last = probe(holds, true);
      if (last.objection.isEmpty()) {
        return new Outcome(Optional.of(last), probes);
      }
      holds *= STEP_BACK;
    }
    return new Outcome(Optional.empty(), probes);
  }

  private Probe probe(double rate, boolean isConfirmation)
      throws IOException, InterruptedException {
    LoadResult result = loads.run(rate, isConfirmation);
    if (rate > 0 && result.generator().isLimited()) {
      // It may have been a pause of the generator's own, such as for garbage: once more.
      result = loads.run(rate, isConfirmation);
    }
    Probe probe = new Probe(rate, rate == 0 ? "" : objection(result), isConfirmation, result);
    probes.add(probe);
    listener.accept(probe);
    return probe;
  }

  private String objection(LoadResult result) {
    if (result.generator().isLimited()) {
      return "the generator was the bottleneck: " + result.generator().reasons().getFirst();
    }
    if (result.errorCount() > 0) {
      return result.errorCount() + " errors";
    }
    if (result.messages() < result.planned() * ANSWERED_MIN) {
      return String.format(
          Locale.ROOT, "%d of %d messages answered", result.messages(), result.planned());
    }
    return condition.apply(result);
  }
}
