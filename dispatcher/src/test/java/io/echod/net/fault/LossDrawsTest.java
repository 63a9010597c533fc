package io.echod.net.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.net.fault.layer.FaultRandom;
import io.echod.net.fault.rule.Fault;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many datagrams are lost, and in what runs; the same each time, for the seed is. */
class LossDrawsTest {

  private static final int COUNT = 2_000_000;

  /** The share that is lost, and the mean length of a run. */
  private record Losses(double share, double meanRun) {

    static Losses of(Fault.Loss loss) {
      LossDraws draws = new LossDraws(loss);
      FaultRandom random = new FaultRandom(4711, "loss", 1);
      long lost = 0;
      long runs = 0;
      boolean wasLost = false;
      for (long number = 0; number < COUNT; number++) {
        boolean isLost = draws.isLost(random.fractionAt(number));
        lost += isLost ? 1 : 0;
        runs += isLost && !wasLost ? 1 : 0;
        wasLost = isLost;
      }
      return new Losses((double) lost / COUNT, (double) lost / runs);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0385, 4, 0.2", "0.2, 2, 0.1", "0.01, 10, 0.5", "0.8, 4, 0.2"})
  void runsHaveTheirMeanLengthAndTheirShare(double share, int burst, double tolerance) {
    Losses losses = Losses.of(new Fault.Loss(share, burst));
    assertThat(losses.meanRun()).isCloseTo(burst, Offset.offset(tolerance));
    assertThat(losses.share()).isCloseTo(share, Offset.offset(share * 0.1));
  }

  @Test
  void ofAllNoneIsLeftInRunsOfAnyLength() {
    LossDraws draws = new LossDraws(new Fault.Loss(1, 4));
    for (double draw : new double[] {0, 0.1, 0.24, 0.25, 0.5, 0.99}) {
      assertThat(draws.isLost(draw)).isTrue();
    }
  }

  @Test
  void runsThatWouldLeaveNoRoomBetweenThemAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Fault.Loss(0.81, 4));
  }

  @Test
  void withoutRunsEachIsDrawnByItself() {
    Losses losses = Losses.of(new Fault.Loss(0.2, 1));
    assertThat(losses.share()).isCloseTo(0.2, Offset.offset(0.002));
    // 1 / (1 - p), as chance has it.
    assertThat(losses.meanRun()).isCloseTo(1.25, Offset.offset(0.01));
  }
}
