package io.echod.simulate;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Finds a smaller scenario that fails like a given one: clients, faults and actions are left out
 * while it still does, first halves of them, then quarters, down to single ones (delta debugging,
 * after Zeller and Hildebrandt, 2002).
 */
public final class Shrinker {

  /**
   * How far it got.
   *
   * @param runs simulations so far
   * @param smallest the smallest so far that fails
   */
  public record Step(int runs, Scenario smallest) {}

  /** More clients or actions than that are all, or none. */
  private static final int PARTS_MAX = 1024;

  private final Function<Scenario, Outcome> simulation;
  private final int runsMax;
  private final Consumer<Step> progress;
  private final Set<Scenario> tried = new HashSet<>();
  private Outcome smallest;
  private int runs;
  private volatile boolean stopped;

  /**
   * Shrinks nothing yet.
   *
   * @param failing has failed
   * @param simulation what simulates others
   * @param runsMax how often it is called at most
   * @param progress gets the step after each call
   */
  public Shrinker(
      Outcome failing,
      Function<Scenario, Outcome> simulation,
      int runsMax,
      Consumer<Step> progress) {
    if (failing.failure().isEmpty()) {
      throw new IllegalArgumentException("seed " + failing.scenario().seed() + " has not failed");
    }
    smallest = failing;
    tried.add(failing.scenario());
    this.simulation = simulation;
    this.runsMax = runsMax;
    this.progress = progress;
  }

  /** Returns the smallest one found: the same where nothing can be left out. */
  public Outcome shrink() {
    count();
    Scenario before;
    do {
      before = smallest.scenario();
      shrink(numbers(before.clients()), this::withClients);
      shrink(List.copyOf(before.faults()), this::withFaults);
      shrink(numbers(before.actions()), this::withActions);
      // A part that was of use to one left out since may be of none now.
    } while (!smallest.scenario().equals(before));
    return smallest;
  }

  /**
   * Has numbers in place of all, which can't be left out one by one: as many of the first ones as
   * it takes, doubled until it fails; numbers that no client has do no harm.
   */
  private void count() {
    if (smallest.scenario().clients().equals(Selection.ALL)) {
      count(this::withClients);
    }
    if (smallest.scenario().actions().equals(Selection.ALL)) {
      count(this::withActions);
    }
  }

  private void count(Function<List<Integer>, Scenario> with) {
    int count = 1;
    while (count <= PARTS_MAX && !succeeds(with.apply(upTo(count)))) {
      count *= 2;
    }
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<Integer> numbers(Selection selection) {
    return switch (selection) {
      case Selection.All _ -> List.of();
      case Selection.Some some -> List.copyOf(some.numbers());
    };
  }

  private Scenario withClients(List<Integer> numbers) {
    return smallest.scenario().withClients(Selection.of(numbers));
  }

  private Scenario withFaults(List<Fault> faults) {
    EnumSet<Fault> set = EnumSet.noneOf(Fault.class);
    set.addAll(faults);
    return smallest.scenario().withFaults(set);
  }

  private Scenario withActions(List<Integer> numbers) {
    return smallest.scenario().withActions(Selection.of(numbers));
  }

  private <T> void shrink(List<T> parts, Function<List<T>, Scenario> with) {
    if (succeeds(with.apply(List.of()))) {
      return;
    }
    List<T> kept = parts;
    for (int size = (kept.size() + 1) / 2; size > 0; size /= 2) {
      int from = 0;
      while (from < kept.size()) {
        List<T> fewer = new ArrayList<>(kept);
        fewer.subList(from, Math.min(from + size, kept.size())).clear();
        if (succeeds(with.apply(fewer))) {
          kept = fewer;
        } else {
          from += size;
        }
      }
    }
  }

  /** Whether that fails like the one given, which is what we want; keeps it then. */
  private boolean succeeds(Scenario scenario) {
    if (stopped || runs == runsMax || !tried.add(scenario)) {
      return false;
    }
    runs++;
    Outcome outcome = simulation.apply(scenario);
    Failure wanted = smallest.failure().orElseThrow();
    boolean fails = outcome.failure().filter(wanted::isLike).isPresent();
    if (fails) {
      smallest = outcome;
    }
    progress.accept(new Step(runs, smallest.scenario()));
    return fails;
  }

  /** How many simulations it took so far. */
  public int runs() {
    return runs;
  }

  /** Ends it early: {@link #shrink} returns the smallest one so far. From any thread. */
  public void stop() {
    stopped = true;
  }
}
