package io.echod.dispatcher.kernel.sim.chance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random numbers, on which all else rests. */
final class SimRandomTest {

  @Test
  void theNumbersAreThoseOfSplitMix64() {
    // The published test vector of the algorithm's reference implementation.
    SimRandom random = new SimRandom(1_234_567);
    assertThat(LongStream.generate(random::next).limit(5).toArray())
        .containsExactly(
            6_457_827_717_110_365_317L,
            3_203_168_211_198_807_973L,
            Long.parseUnsignedLong("9817491932198370423"),
            4_593_380_528_125_082_431L,
            Long.parseUnsignedLong("16408922859458223821"));
    assertThat(new SimRandom(0).next()).isEqualTo(0xE220A8397B1DCDAFL);
  }

  @Test
  void aStreamDoesNotDependOnWhatWasDrawnBefore() {
    SimRandom one = new SimRandom(7);
    SimRandom other = new SimRandom(7);
    other.next();
    other.stream("another").next();
    assertThat(other.stream("name").next()).isEqualTo(one.stream("name").next());
    assertThat(other.next()).isNotEqualTo(one.next());
  }

  @Test
  void streamsOfOtherNamesAndSeedsAreOthers() {
    assertThat(
            LongStream.range(0, 1_000)
                .flatMap(seed ->
                    LongStream.range(0, 10)
                        .map(name -> new SimRandom(seed).stream("client " + name).next()))
                .distinct())
        .hasSize(10_000);
  }

  @Test
  void aChanceOfZeroNeverComesAndOneAlwaysDoes() {
    SimRandom random = new SimRandom(1);
    for (int count = 0; count < 10_000; count++) {
      assertThat(random.chance(0)).isFalse();
      assertThat(random.chance(1)).isTrue();
    }
  }

  @Test
  void aChanceOfAHalfComesAboutEverySecondTime() {
    SimRandom random = new SimRandom(1);
    assertThat(LongStream.range(0, 10_000).filter(_ -> random.chance(0.5)).count())
        .isBetween(4_800L, 5_200L);
  }

  @Test
  void numbersAreWithinTheirBoundsAndReachThem() {
    SimRandom random = new SimRandom(3);
    assertThat(LongStream.range(0, 1_000).map(_ -> random.below(3)).distinct())
        .containsExactlyInAnyOrder(0L, 1L, 2L);
    assertThat(LongStream.range(0, 1_000).map(_ -> random.between(-1, 1)).distinct())
        .containsExactlyInAnyOrder(-1L, 0L, 1L);
    assertThat(LongStream.range(0, 1_000).map(_ -> random.between(5L, 6L)).distinct())
        .containsExactlyInAnyOrder(5L, 6L);
    for (int count = 0; count < 1_000; count++) {
      assertThat(random.below(Long.MAX_VALUE)).isNotNegative();
      assertThat(random.below(Integer.MAX_VALUE)).isNotNegative();
      random.between(Integer.MIN_VALUE, Integer.MAX_VALUE);
      assertThat(random.fraction()).isGreaterThanOrEqualTo(0).isLessThan(1);
    }
    assertThat(random.below(1)).isZero();
    assertThat(random.between(9, 9)).isEqualTo(9);
  }

  @Test
  void aBoundBelowOneIsRefused() {
    SimRandom random = new SimRandom(3);
    assertThatIllegalArgumentException().isThrownBy(() -> random.below(0));
    assertThatIllegalArgumentException().isThrownBy(() -> random.below(-1L));
    assertThatIllegalArgumentException().isThrownBy(() -> random.between(2, 1));
  }
}
