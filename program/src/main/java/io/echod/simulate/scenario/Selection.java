package io.echod.simulate.scenario;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which of a number of things take part, by their numbers from 0. */
public sealed interface Selection {

  /** All of them, however many there are. */
  Selection ALL = new All();

  /** The JDK's own parser takes signs, and the digits of every script. */
  Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /** Whether that one takes part. */
  boolean has(int number);

  /** Those and no others. */
  static Selection of(Collection<Integer> numbers) {
    return new Some(new TreeSet<>(numbers));
  }

  /**
   * Reads what {@link Object#toString} has written: {@code all}, {@code none}, or numbers such as
   * {@code 0,3,17}.
   *
   * @throws IllegalArgumentException where it is none of these
   */
  static Selection parse(String text) {
    return switch (text) {
      case "all" -> ALL;
      case "none" -> of(List.of());
      default -> of(Arrays.stream(text.split(",", -1)).map(Selection::number).toList());
    };
  }

  private static int number(String text) {
    if (NUMBER.matcher(text).matches()) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number from 0; wanted are all, none, or numbers such as 0,3,17");
  }

  /** Every one. */
  record All() implements Selection {

    @Override
    public boolean has(int number) {
      return true;
    }

    @Override
    public String toString() {
      return "all";
    }
  }

  /** Some, or none; remembers which of them there are. */
  final class Some implements Selection {

    private final SortedSet<Integer> numbers;
    private final Set<Integer> met = ConcurrentHashMap.newKeySet();

    private Some(SortedSet<Integer> numbers) {
      this.numbers = Collections.unmodifiableSortedSet(numbers);
    }

    /** Those that take part. */
    public SortedSet<Integer> numbers() {
      return numbers;
    }

    /** Those that were never asked for until now. */
    public SortedSet<Integer> unmet() {
      SortedSet<Integer> left = new TreeSet<>(numbers);
      left.removeAll(met);
      return left;
    }

    @Override
    public boolean has(int number) {
      boolean takesPart = numbers.contains(number);
      if (takesPart) {
        met.add(number);
      }
      return takesPart;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Some some && numbers.equals(some.numbers);
    }

    @Override
    public int hashCode() {
      return numbers.hashCode();
    }

    @Override
    public String toString() {
      return numbers.isEmpty()
          ? "none"
          : numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
  }
}
