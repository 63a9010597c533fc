package io.echod.dispatcher.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Virtual time: who moves it, and how far. */
final class SimClockTest {

  private final SimFixture world = SimFixture.calm();
  private final SimNetwork network = world.network;

  @Test
  void aWaitOfAYearTakesAYearOfVirtualTime() throws IOException {
    long year = Duration.ofDays(365).toNanos();
    long start = network.nanoTime();
    assertThat(world.await(year)).isEmpty();
    assertThat(network.nanoTime() - start).isEqualTo(year);
  }

  @Test
  void aWaitEndsWhenSomethingIsReadyAndNotLater() throws IOException {
    var pair = world.pair();
    pair.server().interest(1);
    pair.client().write(SimFixture.bytes("x"));
    long start = network.nanoTime();
    assertThat(world.await(SimFixture.SECOND)).containsExactly(pair.server());
    assertThat(network.nanoTime() - start).isBetween(1L, 50_000L);
  }

  @Test
  void waitsThatOnlyLookMoveTheTime() throws IOException {
    long start = network.nanoTime();
    for (int count = 0; count < 1_000; count++) {
      world.await(0);
    }
    assertThat(network.nanoTime() - start).isEqualTo(1_000 * 1_000);
  }

  @Test
  void whatHappensInTheWorldHappensAtItsTime() {
    List<Long> times = new ArrayList<>();
    long start = network.nanoTime();
    network.after(3, () -> times.add(network.nanoTime() - start));
    network.after(1, () -> network.after(1, () -> times.add(network.nanoTime() - start)));
    network.after(-5, () -> times.add(network.nanoTime() - start));
    world.sleep(10);
    assertThat(times).containsExactly(0L, 2L, 3L);
    assertThat(network.nanoTime() - start).isEqualTo(10);
  }

  @Test
  void ofTheSameTimeTheFirstEnteredComesFirst() {
    List<Integer> order = new ArrayList<>();
    for (int count = 0; count < 100; count++) {
      int number = count;
      network.after(7, () -> order.add(number));
    }
    world.sleep(7);
    assertThat(order).isSorted().hasSize(100);
  }

  @Test
  void whatRepeatsItselfComesToAnEndWithinALongCall() {
    int[] ticks = {0};
    tick(ticks);
    world.sleep(SimFixture.SECOND);
    assertThat(ticks[0]).isEqualTo(1_000);
  }

  private void tick(int[] ticks) {
    network.after(
        SimFixture.MILLI,
        () -> {
          ticks[0]++;
          tick(ticks);
        });
  }

  @Test
  void aWorldThatNeverLetsTimePassIsFound() {
    spin();
    assertThatIllegalStateException()
        .isThrownBy(() -> world.await(1))
        .withMessageContaining("the world spins");
  }

  private void spin() {
    network.after(0, this::spin);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5_000_000, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void timersFireInOrderThoughTheClockWraps(long startNanos) {
    SimFixture wrapping = new SimFixture(SimOptions.calm(1).withStart(startNanos));
    List<Integer> fired = new ArrayList<>();
    try (Dispatcher dispatcher = new Dispatcher(wrapping.kernel)) {
      for (int millis = 20; millis > 0; millis--) {
        int number = millis;
        dispatcher.after(Duration.ofMillis(millis), (_, _) -> fired.add(number));
        wrapping.network.after(number * SimFixture.MILLI - 1, () -> fired.add(-number));
      }
      assertThat(dispatcher.monitor()).isFalse();
    }
    assertThat(fired).hasSize(40);
    for (int millis = 1; millis <= 20; millis++) {
      assertThat(fired.subList(2 * millis - 2, 2 * millis)).containsExactly(-millis, millis);
    }
    assertThat(wrapping.network.wallClock().instant())
        .isBetween(
            Instant.parse("2026-01-01T00:00:00.020Z"), Instant.parse("2026-01-01T00:00:00.021Z"));
  }

  @Test
  void theWorldCanNotWait() {
    network.after(
        0,
        () -> {
          try {
            world.kernel.await(1, world.ready);
          } catch (IOException impossible) {
            throw new AssertionError(impossible);
          }
        });
    assertThatIllegalStateException()
        .isThrownBy(() -> world.await(1))
        .withMessageContaining("can't wait");
  }
}
