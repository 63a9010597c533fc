package io.echod.cli.simulate;

import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.FaultSelection;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Selection;
import io.echod.simulate.scenario.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How {@code echod simulate} puts things. */
public final class SimulateWords {

  private SimulateWords() {}

  static String of(Failure failure) {
    return failure.kind().name().toLowerCase(Locale.ROOT)
        + " ("
        + failure.world()
        + "): "
        + failure.message();
  }

  /** The line that repeats a scenario; what it leaves out is all there is. */
  static String command(Scenario scenario) {
    return "echod simulate --seed "
        + scenario.seed()
        + option("--clients", scenario.clients())
        + option("--faults", new FaultSelection(scenario.faults()))
        + option("--actions", scenario.actions());
  }

  private static String option(String name, Object value) {
    return value.toString().equals("all") ? "" : " " + name + " " + value;
  }

  static String parts(Scenario scenario) {
    return count(scenario.clients(), "client")
        + ", "
        + counted(scenario.faults().size(), "fault")
        + ", "
        + count(scenario.actions(), "action");
  }

  private static String count(Selection selection, String what) {
    return switch (selection) {
      case Selection.All _ -> "all " + what + "s";
      case Selection.Some some -> counted(some.numbers().size(), what);
    };
  }

  static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  static String list(List<Long> seeds) {
    return seeds.isEmpty()
        ? "none"
        : seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** A line for each thing that has occurred, and for each fault even where it has not. */
  static List<String> table(Tally tally) {
    SortedMap<String, Long> others = new TreeMap<>(tally.counts());
    List<String> lines = new ArrayList<>();
    for (String fault : FaultSelection.names().split(",", -1)) {
      Long count = others.remove(fault.toUpperCase(Locale.ROOT).replace('-', '_'));
      lines.add(row(fault, count == null ? 0 : count));
    }
    others.forEach((what, count) -> lines.add(row(what, count)));
    return lines;
  }

  private static String row(String what, long count) {
    return "%12d  %s".formatted(count, what);
  }
}
