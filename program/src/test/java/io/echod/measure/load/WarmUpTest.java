package io.echod.measure.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** How long a warm-up lasts, on simulated servers that warm up themselves. */
class WarmUpTest {

  private static final long SECOND = 1_000_000_000;
  private static final Duration SECONDS = Duration.ofSeconds(1);

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));

  private LoadResult run(SimPeer.Behaviour server, Schedule schedule) throws Exception {
    LoadOptions options =
        new LoadOptions(
            EchoPeers.listen(network, server),
            Shape.of(4, 64),
            schedule,
            Span.of(SECONDS, Duration.ofSeconds(2)));
    return new Load(network::openKernel, options, Usage.NONE, Load.Progress.NONE).run();
  }

  /** Answers after so long, by the time since the first message. */
  private static SimPeer.Behaviour after(LongUnaryOperator nanos) {
    long[] start = {-1};
    return EchoPeers.of(
        now -> {
          start[0] = start[0] < 0 ? now : start[0];
          return nanos.applyAsLong(now - start[0]);
        },
        bytes -> bytes);
  }

  @Test
  void whereTheRateIsSteadyItLastsAsLongAsWanted() throws Exception {
    Dropped dropped = run(after(_ -> 1_000_000), Schedule.CLOSED).dropped();
    assertThat(dropped.isSteady()).isTrue();
    assertThat(dropped.seconds()).isCloseTo(1, within(0.001));
  }

  @Test
  void itLastsUntilTheRateOfAServerThatWarmsUpIsSteady() throws Exception {
    LoadResult result =
        run(after(since -> since < 700_000_000 ? 5_000_000 : 1_000_000), Schedule.CLOSED);
    // The first half second is slow, the second partly; the third and the fourth are alike.
    assertThat(result.dropped().isSteady()).isTrue();
    assertThat(result.dropped().seconds()).isCloseTo(2, within(0.001));
    assertThat(result.messagesPerSecond()).isBetween(3_500.0, 4_000.0);
  }

  @Test
  void aRateThatRisesForEverEndsItAtFiveTimesAsLong() throws Exception {
    LoadResult result =
        run(after(since -> 100_000_000 / (10 + since / 50_000_000)), Schedule.CLOSED);
    assertThat(result.dropped().isSteady()).isFalse();
    assertThat(result.dropped().seconds()).isCloseTo(5, within(0.01));
    assertThat(result.dropped().messages()).isPositive();
    assertThat(result.seconds()).isCloseTo(2, within(0.1));
  }

  @Test
  void whatChanceDoesToFewMessagesIsNoChangeOfTheRate() throws Exception {
    Dropped dropped = run(after(_ -> 0), new Schedule(20, true, 0)).dropped();
    assertThat(dropped.isSteady()).isTrue();
    assertThat(dropped.seconds()).isCloseTo(1, within(0.01));
  }

  @Test
  void aServerThatNeverAnswersDoesNotProlongIt() throws Exception {
    LoadResult result = run(new SimPeer.Behaviour() {}, Schedule.open(10));
    assertThat(result.dropped().seconds()).isCloseTo(1, within(0.01));
    assertThat(result.planned()).isEqualTo(20);
  }

  @Test
  void theDropsOfALoadThatEndsInItsWarmUpAreReported() throws Exception {
    LoadOptions options =
        new LoadOptions(
            EchoPeers.listen(network, after(_ -> 1_000_000)),
            Shape.of(4, 64),
            Schedule.CLOSED,
            Span.of(Duration.ofSeconds(20), SECONDS));
    Load load = new Load(network::openKernel, options, Usage.NONE, Load.Progress.NONE);
    network.after(3 * SECOND, load::stop);
    LoadResult result = load.run();
    assertThat(result.messages()).isZero();
    assertThat(result.dropped().messages()).isBetween(10_000L, 12_000L);
    assertThat(result.dropped().seconds()).isCloseTo(3, within(0.01));
  }

  @Test
  void withoutAWarmUpNothingIsDropped() throws Exception {
    LoadOptions options =
        new LoadOptions(
            EchoPeers.listen(network, EchoPeers.plain()),
            Shape.of(1, 64),
            Schedule.CLOSED,
            Span.of(100));
    Dropped dropped =
        new Load(network::openKernel, options, Usage.NONE, Load.Progress.NONE).run().dropped();
    assertThat(dropped.isAny()).isFalse();
    assertThat(dropped.messages()).isZero();
  }

  /** Threads that connect at different times measure the same seconds. */
  @Test
  void allThreadsBeginToMeasureTogether() {
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      WarmUp warmUp = new WarmUp(SECONDS);
      List<Long> begun = new ArrayList<>();
      long start = network.nanoTime();
      for (int thread = 0; thread < 3; thread++) {
        WarmUp.Share share = warmUp.share();
        if (thread == 2) {
          // Its connections were refused.
          share.end();
        } else {
          long own = 2 * SECOND * thread;
          dispatcher.after(
              Duration.ofNanos(own),
              (_, _) ->
                  share.start(
                      dispatcher,
                      () -> (network.nanoTime() - start - own) / 1000,
                      () -> {
                        begun.add(network.nanoTime() - start);
                        share.end();
                      }));
        }
      }
      dispatcher.monitor();
      assertThat(begun).hasSize(2);
      assertThat(begun).allSatisfy(at -> assertThat(at).isBetween(3 * SECOND, 3_100_000_000L));
      assertThat(begun.getLast() - begun.getFirst()).isLessThan(1_000_000);
      assertThat(warmUp.isSteady()).isTrue();
    }
  }
}
