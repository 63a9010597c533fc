package io.echod.dispatcher.kernel.sim;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults of waits, of reads and writes, and of time: what each does, and how it is counted. */
final class SimFaultTest {

  @Test
  void aShortReadLeavesSomeForLater() throws IOException {
    SimFixture world = SimFixture.with(Fault.SHORT_READ, 1);
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("0123456789"));
    world.sleep(SimFixture.MILLI);
    String first = SimFixture.read(pair.server());
    assertThat(first).isNotEmpty().hasSizeLessThan(10);
    assertThat(world.network.count(Fault.SHORT_READ)).isEqualTo(1);
    String rest = StreamPair.receive(world.kernel, pair.server(), 10 - first.length());
    assertThat(first + rest).isEqualTo("0123456789");
  }

  @Test
  void aZeroReadFindsNothingOnceInAWhile() throws IOException {
    SimFixture world = SimFixture.with(Fault.ZERO_READ, 0.5);
    StreamPair pair = world.pair();
    assertThat(SimFixture.read(pair.server())).isEmpty();
    assertThat(world.network.count(Fault.ZERO_READ)).isZero();
    pair.client().write(SimFixture.bytes("x".repeat(100)));
    world.sleep(SimFixture.MILLI);
    int empty = 0;
    for (String text = ""; text.isEmpty(); empty++) {
      text = SimFixture.read(pair.server());
    }
    assertThat(world.network.count(Fault.ZERO_READ)).isEqualTo(empty - 1);
  }

  @Test
  void aShortWriteTakesAPart() throws IOException {
    SimFixture world = SimFixture.with(Fault.SHORT_WRITE, 1);
    assertThat(world.pair().client().write(SimFixture.bytes("0123456789"))).isBetween(1, 9);
    assertThat(world.network.count(Fault.SHORT_WRITE)).isEqualTo(1);
  }

  @Test
  void aZeroWriteTakesNothing() throws IOException {
    SimFixture world = SimFixture.with(Fault.ZERO_WRITE, 1);
    StreamPair pair = world.pair();
    assertThat(pair.client().write(SimFixture.bytes("x"))).isZero();
    assertThat(world.network.count(Fault.ZERO_WRITE)).isEqualTo(1);
    assertThat(pair.client().write(SimFixture.bytes(""))).isZero();
    assertThat(world.network.count(Fault.ZERO_WRITE)).isEqualTo(1);
  }

  @Test
  void spuriousReadinessIsOfWhatIsAskedFor() throws IOException {
    SimFixture world = SimFixture.with(Fault.SPURIOUS_READINESS, 1);
    StreamPair pair = world.pair();
    assertThat(world.await(1)).isEmpty();
    pair.server().interest(READ);
    assertThat(world.await(SimFixture.MILLI)).containsExactly(pair.server());
    assertThat(world.ready.reasons(0)).isEqualTo(READ);
    assertThat(SimFixture.read(pair.server())).isEmpty();
    assertThat(world.network.count(Fault.SPURIOUS_READINESS)).isEqualTo(1);
    pair.client().interest(WRITE);
    assertThat(world.await(1)).containsExactlyInAnyOrder(pair.client(), pair.server());
    pair.server().interest(0);
    assertThat(world.await(1)).containsExactly(pair.client());
    assertThat(world.network.count(Fault.SPURIOUS_READINESS)).isEqualTo(2);
  }

  @Test
  void spuriousReadinessWithoutEndIsNotTakenForSpinning() throws IOException {
    SimFixture world = SimFixture.with(Fault.SPURIOUS_READINESS, 1);
    world.pair().server().interest(READ);
    for (int count = 0; count < 50_000; count++) {
      assertThat(world.await(0)).hasSize(1);
    }
  }

  @Test
  void aWaitThatReturnsEarlyHasNothing() throws IOException {
    SimFixture world = SimFixture.with(Fault.EARLY_RETURN, 1);
    StreamPair pair = world.pair();
    pair.client().interest(WRITE);
    long start = world.network.nanoTime();
    assertThat(world.await(SimFixture.SECOND)).isEmpty();
    assertThat(world.network.nanoTime() - start).isLessThan(SimFixture.MILLI);
    assertThat(world.network.count(Fault.EARLY_RETURN)).isEqualTo(1);
    assertThat(world.await(0)).containsExactly(pair.client());
    assertThat(world.network.count(Fault.EARLY_RETURN)).isEqualTo(1);
  }

  @Test
  void readinessComesInAnyOrderAndWithItsOwnReasons() throws IOException {
    assertThat(orders(SimFixture.calm())).hasSize(1);
    assertThat(orders(SimFixture.with(Fault.SHUFFLED_READINESS, 1))).hasSize(6);
  }

  private static Set<String> orders(SimFixture world) throws IOException {
    List<StreamPair> pairs = List.of(world.pair(), world.pair(), world.pair());
    for (StreamPair pair : pairs) {
      pair.client().interest(WRITE);
    }
    pairs.get(0).client().interest(READ | WRITE);
    pairs.get(0).server().write(SimFixture.bytes("x"));
    world.sleep(SimFixture.MILLI);
    return IntStream.range(0, 200).mapToObj(_ -> order(world, pairs)).collect(Collectors.toSet());
  }

  private static String order(SimFixture world, List<StreamPair> pairs) {
    try {
      pairs.get(1).client().write(SimFixture.bytes(""));
      List<Source> sources = world.await(SimFixture.MILLI);
      int first = sources.indexOf(pairs.get(0).client());
      assertThat(world.ready.reasons(first)).isEqualTo(READ | WRITE);
      return sources.toString();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void aLateWakeupTakesUpToFiveMilliseconds() throws IOException {
    SimFixture world = SimFixture.with(Fault.LATE_WAKEUP, 1);
    long start = world.network.nanoTime();
    world.kernel.wakeup();
    assertThat(world.await(SimFixture.forever())).isEmpty();
    assertThat(world.network.nanoTime() - start).isBetween(1_000L, 5 * SimFixture.MILLI);
    assertThat(world.network.count(Fault.LATE_WAKEUP)).isEqualTo(1);
  }

  @Test
  void aWakeupIsPromptOtherwise() throws IOException {
    SimFixture world = SimFixture.calm();
    long start = world.network.nanoTime();
    world.kernel.wakeup();
    assertThat(world.await(SimFixture.forever())).isEmpty();
    assertThat(world.network.nanoTime() - start).isEqualTo(1_000);
  }

  @Test
  void aWakeupEndsAPoll() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamPair pair = world.pair();
    long start = world.network.nanoTime();
    world.network.after(SimFixture.SECOND, world.kernel::wakeup);
    assertThat(world.kernel.poll(pair.client(), READ, SimFixture.forever())).isZero();
    assertThat(world.network.nanoTime() - start).isEqualTo(SimFixture.SECOND);
    // It is used up; one that comes while the kernel only looks is not.
    world.kernel.wakeup();
    assertThat(world.kernel.poll(pair.client(), READ, 0)).isZero();
    assertThat(world.kernel.poll(pair.client(), READ, SimFixture.SECOND)).isZero();
    assertThat(world.network.nanoTime() - start).isLessThan(SimFixture.SECOND + SimFixture.MILLI);
    assertThat(world.kernel.poll(pair.client(), READ, SimFixture.SECOND)).isZero();
    assertThat(world.network.nanoTime() - start).isGreaterThanOrEqualTo(2 * SimFixture.SECOND);
  }

  @Test
  void aSlowCallLetsTheWorldGoOn() throws IOException {
    SimFixture world = SimFixture.with(Fault.SLOW_CALL, 1);
    int[] ticks = {0};
    StreamPair pair = world.pair();
    for (int millis = 0; millis < 20; millis++) {
      world.network.after(millis * SimFixture.MILLI, () -> ticks[0]++);
    }
    long before = world.network.count(Fault.SLOW_CALL);
    long start = world.network.nanoTime();
    SimFixture.read(pair.client());
    long took = world.network.nanoTime() - start;
    assertThat(world.network.count(Fault.SLOW_CALL)).isEqualTo(before + 1);
    assertThat(took).isBetween(0L, 20 * SimFixture.MILLI);
    assertThat((long) ticks[0]).isEqualTo(took / SimFixture.MILLI + 1);
  }

  @Test
  void theWallClockJumpsAndTheOtherDoesNot() throws IOException {
    SimFixture world = SimFixture.with(Fault.WALL_CLOCK_JUMP, 1);
    Instant wall = world.network.wallClock().instant();
    long start = world.network.nanoTime();
    assertThat(wall).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    world.await(SimFixture.SECOND);
    assertThat(world.network.nanoTime() - start).isEqualTo(SimFixture.SECOND);
    Duration jumped = Duration.between(wall, world.network.wallClock().instant());
    assertThat(jumped.abs()).isBetween(Duration.ofSeconds(2), Duration.ofDays(1).plusSeconds(1));
    assertThat(world.network.count(Fault.WALL_CLOCK_JUMP)).isEqualTo(1);
  }

  @Test
  void whatIsNotAskedForNeverHappens() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamSource stream = world.streamTo(new SimTalk(new byte[1_000]));
    StreamPair.receive(world.kernel, stream, 1_000);
    stream.close();
    world.sleep(SimFixture.SECOND);
    for (Fault fault : Fault.values()) {
      assertThat(world.network.count(fault)).as(fault.name()).isZero();
    }
  }

  @Test
  void probabilitiesAreZeroToOne() {
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Faults.NONE.with(Fault.RESET, wrong))
          .withMessageContaining("RESET");
    }
    Faults both = Faults.NONE.with(Fault.RESET, 0.5).with(Fault.CLOG, 1);
    assertThat(both.probability(Fault.RESET)).isEqualTo(0.5);
    assertThat(both.without(Fault.RESET).probability(Fault.RESET)).isZero();
    assertThat(both.without(Fault.RESET).probability(Fault.CLOG)).isEqualTo(1);
    assertThat(Faults.NONE.probability(Fault.CLOG)).isZero();
  }

  @Test
  void aboutHalfOfTheFaultsAreDrawnAndNoneTooOften() {
    int drawn = 0;
    for (long seed = 0; seed < 100; seed++) {
      Faults faults = Faults.draw(new SimRandom(seed));
      for (Fault fault : Fault.values()) {
        assertThat(faults.probability(fault)).isBetween(0.0, fault.probabilityMax);
        drawn += faults.probability(fault) > 0 ? 1 : 0;
      }
    }
    assertThat(drawn).isBetween(40 * Fault.values().length, 60 * Fault.values().length);
  }
}
