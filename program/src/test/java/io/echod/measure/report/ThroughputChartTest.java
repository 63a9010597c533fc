package io.echod.measure.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.measure.Latencies;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ThroughputChartTest {

  private static Slice slice(double start, double seconds, long messages, boolean isRest) {
    return new Slice(start, seconds, messages, 0, 1, 2, 3, isRest, new TreeMap<>());
  }

  /** Messages after the load may be many in no time. */
  @Test
  void theScaleIsThatOfTheIntervalsThatAreDrawn() {
    Series series =
        new Series(
            "one",
            Latencies.histogram(),
            Optional.empty(),
            List.of(slice(0, 1, 5_000, false), slice(1, 0.01, 350, true)));
    String drawn = new ThroughputChart(List.of(series)).draw(Canvas.Size.WIDE).toString();
    assertThat(drawn).contains(">4000<").doesNotContain(">30k<");
  }
}
