package io.echod.simulate;

import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Goes through seeds, one after another, up to the first that fails. Several threads simulate, each
 * a seed of its own. The outcomes are put together in the order of the seeds, so that the result
 * does not depend on the number of threads or on their speed.
 */
public final class Campaign {

  /**
   * Its outcome.
   *
   * @param passed how many seeds have passed, from the first one on
   * @param hash what their hashes come down to, in their order
   * @param tally what occurred in them, and in the one that failed
   * @param failed the first that failed
   */
  public record Result(long passed, long hash, Tally tally, Optional<Outcome> failed) {}

  private final long firstSeed;
  private final long seeds;
  private final Function<Scenario, Outcome> simulation;
  private final LongConsumer progress;

  /** Outcomes of seeds while one before them is still being simulated. */
  private final SortedMap<Long, Outcome> ahead = new TreeMap<>();

  private final SortedSet<Long> running = new TreeSet<>();
  private final Tally tally = new Tally();
  private long taken;
  private long passed;
  private long hash;
  private boolean failing;
  private boolean stopped;
  private Optional<Outcome> failed = Optional.empty();

  /**
   * Simulates nothing yet.
   *
   * @param firstSeed where it begins
   * @param seeds how many, 1 or more
   * @param simulation of one of them, which several threads call
   * @param progress gets the number of those passed, after each one
   */
  public Campaign(
      long firstSeed, long seeds, Function<Scenario, Outcome> simulation, LongConsumer progress) {
    if (seeds < 1) {
      throw new IllegalArgumentException("seeds must be 1 or more, not " + seeds);
    }
    this.firstSeed = firstSeed;
    this.seeds = seeds;
    this.simulation = simulation;
    this.progress = progress;
  }

  /**
   * Goes through them, on that many threads of its own; once, for each campaign.
   *
   * @throws InterruptedException where the caller is interrupted; the campaign has stopped then
   */
  public Result run(int threads) throws InterruptedException {
    for (int number = 0; number < Math.min(threads, seeds); number++) {
      // A daemon: a simulation that never ends must not keep the process from ending.
      Thread.ofPlatform().daemon().name("simulation-" + number).start(this::work);
    }
    return result();
  }

  private synchronized Result result() throws InterruptedException {
    try {
      while (!stopped && failed.isEmpty() && passed < seeds) {
        wait();
      }
    } finally {
      stopped = true;
    }
    return new Result(passed, hash, tally, failed);
  }

  private void work() {
    Optional<Scenario> next = take();
    while (next.isPresent()) {
      finish(next.get().seed(), outcome(next.get()));
      next = take();
    }
  }

  private Outcome outcome(Scenario scenario) {
    try {
      return simulation.apply(scenario);
    } catch (Throwable thrown) {
      // Thrown on this thread, it would never be reported.
      Failure failure = Failure.of("campaign", thrown);
      return new Outcome(scenario, 0, new Tally(), Optional.of(failure));
    }
  }

  private synchronized Optional<Scenario> take() {
    if (stopped || failing || taken == seeds) {
      return Optional.empty();
    }
    long seed = firstSeed + taken++;
    running.add(seed);
    return Optional.of(Scenario.of(seed));
  }

  /**
   * Seeds are taken in their order. So when one fails, all before it have been taken, and the first
   * of those that fail is the first of all.
   */
  private synchronized void finish(long seed, Outcome outcome) {
    running.remove(seed);
    failing |= outcome.failure().isPresent();
    ahead.put(seed - firstSeed, outcome);
    while (!stopped && failed.isEmpty() && ahead.containsKey(passed)) {
      fold(ahead.remove(passed));
    }
    notifyAll();
  }

  private void fold(Outcome outcome) {
    tally.add(outcome.tally());
    if (outcome.failure().isPresent()) {
      failed = Optional.of(outcome);
      stopped = true;
    } else {
      hash = hash * 31 + outcome.hash();
      passed++;
      progress.accept(passed);
    }
  }

  /** Ends it early: {@link #run} returns, with what has passed so far. From any thread. */
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** The seeds that are being simulated. From any thread. */
  public synchronized List<Long> running() {
    return new ArrayList<>(running);
  }
}
