package io.echod.simulate.scenario;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Faults by their names in writing: {@code all}, {@code none}, or names such as {@code
 * short-read,reset}.
 */
public record FaultSelection(Set<Fault> faults) {

  /** Keeps the set from changing, and its order from depending on anything but the faults. */
  public FaultSelection {
    EnumSet<Fault> copy = EnumSet.noneOf(Fault.class);
    copy.addAll(faults);
    faults = Collections.unmodifiableSet(copy);
  }

  /** Every one. */
  public static final FaultSelection ALL = new FaultSelection(EnumSet.allOf(Fault.class));

  /**
   * Reads what {@link #toString} has written.
   *
   * @throws IllegalArgumentException where there is no such fault
   */
  public static FaultSelection parse(String text) {
    return switch (text) {
      case "all" -> ALL;
      case "none" -> new FaultSelection(Set.of());
      default ->
          new FaultSelection(
              Arrays.stream(text.split(",", -1))
                  .map(FaultSelection::fault)
                  .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fault.class))));
    };
  }

  private static Fault fault(String name) {
    return Arrays.stream(Fault.values())
        .filter(fault -> nameOf(fault).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'" + name + "' is no fault; wanted are all, none, or some of " + names()));
  }

  /** The names of all faults, as written. */
  public static String names() {
    return Arrays.stream(Fault.values())
        .map(FaultSelection::nameOf)
        .collect(Collectors.joining(","));
  }

  static String nameOf(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    if (faults.isEmpty()) {
      return "none";
    }
    return faults.size() == Fault.values().length
        ? "all"
        : faults.stream().sorted().map(FaultSelection::nameOf).collect(Collectors.joining(","));
  }
}
