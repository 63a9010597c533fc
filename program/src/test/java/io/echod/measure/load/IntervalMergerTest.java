package io.echod.measure.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.measure.Latencies;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class IntervalMergerTest {

  private final List<Long> counts = new ArrayList<>();
  private final IntervalMerger merger =
      new IntervalMerger(3, interval -> counts.add(interval.messages()));

  private static Interval of(int messages) {
    Histogram latencies = Latencies.histogram();
    latencies.recordValueWithCount(1_000, messages);
    return new Interval(0, 1_000_000_000, latencies, Latencies.histogram(), 0, false);
  }

  @Test
  void theNthIntervalIsCompleteWhenEveryThreadHasDeliveredItsNth() {
    merger.add(0, of(1));
    merger.add(0, of(10));
    merger.add(0, of(100));
    merger.add(2, of(2));
    assertThat(counts).isEmpty();
    merger.add(1, of(4));
    assertThat(counts).containsExactly(7L);
    merger.add(2, of(20));
    merger.add(1, of(40));
    assertThat(counts).containsExactly(7L, 70L);
    merger.ended(1);
    assertThat(counts).hasSize(2);
    merger.ended(2);
    assertThat(counts).containsExactly(7L, 70L, 100L);
    merger.add(0, of(5));
    assertThat(counts).endsWith(5L);
  }
}
