package io.echod.measure.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DifferenceTest {

  /** Worked by hand: means 20 and 23, variances 2.5 and 10, freedom 5.88, t(5) 2.571. */
  @Test
  void theIntervalIsThatOfWelch() {
    Difference difference =
        Difference.of(List.of(18.0, 19.0, 20.0, 21.0, 22.0), List.of(19.0, 21.0, 23.0, 25.0, 27.0));
    assertThat(difference.ratio()).isEqualTo(1.15);
    assertThat(difference.margin()).isCloseTo(2.571 * Math.sqrt(0.5 + 2), within(1e-9));
    assertThat(difference.isSignificant()).isFalse();
  }

  @Test
  void equalLoadsDifferInAboutOneOfTwentyComparisons() {
    SplittableRandom random = new SplittableRandom(7);
    long different =
        IntStream.range(0, 2_000)
            .filter(_ -> Difference.of(samples(random, 100), samples(random, 100)).isSignificant())
            .count();
    assertThat(different).isBetween(60L, 140L);
    long seen =
        IntStream.range(0, 2_000)
            .filter(_ -> Difference.of(samples(random, 100), samples(random, 120)).isSignificant())
            .count();
    assertThat(seen).isGreaterThan(1_900);
  }

  private static List<Double> samples(SplittableRandom random, double mean) {
    return IntStream.range(0, 8).mapToObj(_ -> random.nextGaussian(mean, 8)).toList();
  }

  @Test
  void aSingleValueSaysNothingOfADifference() {
    Difference difference = Difference.of(List.of(1.0), List.of(9.0, 9.0));
    assertThat(difference.margin()).isInfinite();
    assertThat(difference.isSignificant()).isFalse();
  }

  @Test
  void aSpreadIsTheRangeAsAShareOfTheMedian() {
    Spread spread = new Spread(List.of(12.0, 10.0, 9.0, 10.0));
    assertThat(spread.median()).isEqualTo(10);
    assertThat(spread.relative()).isEqualTo(0.3);
    assertThat(spread.isWide()).isTrue();
    assertThat(new Spread(List.of(100.0, 109.0, 101.0)).isWide()).isFalse();
  }
}
