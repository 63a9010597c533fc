package io.echod.measure.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.measure.ErrorKind;
import io.echod.measure.Latencies;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Loads on simulated servers, whose latencies are known beforehand. */
class LoadTest {

  private static final long SECOND = 1_000_000_000;
  private static final Duration SECONDS = Duration.ofSeconds(1);

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));

  private LoadResult run(LoadOptions options) throws IOException, InterruptedException {
    return new Load(network::openKernel, options, Usage.NONE, Load.Progress.NONE).run();
  }

  private LoadOptions options(
      SimPeer.Behaviour server, int connections, Schedule schedule, Span span) throws IOException {
    return new LoadOptions(
        EchoPeers.listen(network, server), Shape.of(connections, 64), schedule, span);
  }

  /**
   * A server that stalls for S in every T delays by more than x the share (S - x) / T of all
   * messages: the q-quantile is S - (1 - q) T, the mean S² / 2T.
   */
  @Test
  void aStalledServerDelaysAllMessagesOfTheScheduleAndNotOnlyThoseInFlight() throws Exception {
    SimPeer.Behaviour stalling =
        EchoPeers.of(
            now -> {
              long phase = Math.floorMod(now - 5 * SECOND, 10 * SECOND);
              return phase < SECOND ? SECOND - phase : 0;
            },
            bytes -> bytes);
    LoadResult result =
        run(
            options(
                stalling,
                10,
                Schedule.open(1_000),
                Span.of(Duration.ZERO, Duration.ofSeconds(100))));
    assertThat(result.planned()).isEqualTo(100_000);
    assertThat(result.messages()).isEqualTo(100_000);
    assertThat(result.errors()).isEmpty();
    Histogram latencies = result.latencies();
    double milli = 1e6;
    assertThat(latencies.getValueAtPercentile(95) / milli).isCloseTo(505, within(505 * 0.02));
    assertThat(latencies.getValueAtPercentile(99) / milli).isCloseTo(901, within(901 * 0.01));
    assertThat(latencies.getMean() / milli).isCloseTo(50.6, within(50.6 * 0.02));
    assertThat(latencies.getValueAtPercentile(90) / milli).isLessThanOrEqualTo(20);
    assertThat(result.serviceTimes().getValueAtPercentile(99) / milli).isLessThanOrEqualTo(1);
    assertThat(result.late()).isBetween(9_900L, 11_000L);
    assertThat(result.generator().reasons()).isEmpty();
  }

  @Test
  void aClosedLoopHasAMessageInFlightOnEachConnection() throws Exception {
    LoadResult result =
        run(options(EchoPeers.plain(), 10, Schedule.CLOSED, Span.of(SECONDS, SECONDS)));
    // 50 µs there and 50 µs back, and what the calls take.
    assertThat(result.latencies().getValueAtPercentile(50)).isBetween(100_000L, 130_000L);
    assertThat(result.messagesPerSecond()).isBetween(75_000.0, 100_000.0);
    assertThat(result.dropped().messages()).isBetween(75_000L, 100_000L);
    assertThat(result.bytes()).isEqualTo(64 * result.messages());
    assertThat(result.errors()).isEmpty();
    assertThat(result.connectTimes().getTotalCount()).isEqualTo(10);
    assertThat(result.littlesLaw()).isBetween(0.9, 1.01);
  }

  @Test
  void aPipelineHasSeveralMessagesInFlight() throws Exception {
    LoadOptions one = options(EchoPeers.plain(), 1, Schedule.CLOSED, Span.of(20_000));
    LoadOptions ten =
        new LoadOptions(
            one.address(), new Shape(1, 1, 3_000, 10, false), Schedule.CLOSED, Span.of(20_000));
    LoadResult pipelined = run(ten);
    assertThat(pipelined.messages()).isEqualTo(20_000);
    assertThat(pipelined.errors()).isEmpty();
    assertThat(pipelined.bytes() / 20_000.0).isCloseTo(1_500, within(50.0));
    assertThat(pipelined.seconds()).isLessThan(run(one).seconds() / 2);
  }

  /** One read brings ten answers: each makes room for a message. */
  @Test
  void aPipelineStaysFullWhereAnswersComeTogether() throws Exception {
    LoadOptions options =
        new LoadOptions(
            EchoPeers.listen(network, EchoPeers.coalescing(640)),
            new Shape(2, 64, 64, 10, false),
            Schedule.CLOSED,
            Span.of(20_000));
    LoadResult result = run(options);
    assertThat(result.messages()).isEqualTo(20_000);
    assertThat(result.errors()).isEmpty();
    assertThat(result.littlesLaw()).isBetween(0.9, 1.01);
  }

  /** Messages that ten answers make room for leave by one call. */
  @Test
  void messagesThatLeaveTogetherAreWrittenTogether() throws Exception {
    long[] readings = {0};
    SimPeer.Behaviour coalescing = EchoPeers.coalescing(640);
    SimPeer.Behaviour counting =
        new SimPeer.Behaviour() {
          @Override
          public void readable(SimPeer peer) {
            readings[0]++;
            coalescing.readable(peer);
          }
        };
    LoadOptions options =
        new LoadOptions(
            EchoPeers.listen(network, counting),
            new Shape(1, 64, 64, 10, false),
            Schedule.CLOSED,
            Span.of(2_000));
    assertThat(run(options).messages()).isEqualTo(2_000);
    // But for the first ten.
    assertThat(readings[0]).isBetween(200L, 220L);
  }

  /** Several reads bring one answer: the first of them makes room for none. */
  @Test
  void aPipelineHoldsNoMoreWhereAnAnswerComesInPieces() throws Exception {
    for (boolean reconnect : new boolean[] {false, true}) {
      LoadOptions options =
          new LoadOptions(
              EchoPeers.listen(network, EchoPeers.splitting()),
              new Shape(2, 1_000, 1_000, 1, reconnect),
              Schedule.CLOSED,
              Span.of(2_000));
      LoadResult result = run(options);
      assertThat(result.messages()).isEqualTo(2_000);
      assertThat(result.planned()).isEqualTo(2_000);
      assertThat(result.errors()).isEmpty();
      // None waits for another's answer.
      assertThat(Latencies.of(result.latencies()).max()).isLessThan(2_000);
    }
  }

  @Test
  void everyMessageMayHaveAConnectionOfItsOwn() throws Exception {
    for (Schedule schedule : new Schedule[] {Schedule.CLOSED, Schedule.open(5_000)}) {
      LoadOptions options =
          new LoadOptions(
              EchoPeers.listen(network, EchoPeers.plain()),
              new Shape(10, 64, 64, 1, true),
              schedule,
              Span.of(2_000));
      LoadResult result = run(options);
      assertThat(result.messages()).isEqualTo(2_000);
      assertThat(result.connectTimes().getTotalCount()).isEqualTo(2_000);
      assertThat(result.errors()).isEmpty();
      // It counts from the beginning of the connect.
      assertThat(result.latencies().getMinValue())
          .isGreaterThan(result.serviceTimes().getMaxValue());
    }
  }

  @Test
  void anExponentialScheduleHasTheSameRate() throws Exception {
    LoadOptions options =
        options(
            EchoPeers.plain(),
            10,
            new Schedule(1_000, true, 0),
            Span.of(SECONDS, Duration.ofSeconds(20)));
    LoadResult result = run(options);
    assertThat(result.messages() / 20.0).isCloseTo(1_000, within(30.0));
    assertThat(result.messages()).isEqualTo(result.planned());
  }

  @Test
  void aCorruptedByteIsReportedWithItsConnectionAndOffset() throws Exception {
    long[] seen = {0};
    SimPeer.Behaviour corrupting =
        EchoPeers.of(
            _ -> 0,
            bytes -> {
              if (seen[0] <= 100_000 && seen[0] + bytes.length > 100_000) {
                bytes[(int) (100_000 - seen[0])] ^= 1;
              }
              seen[0] += bytes.length;
              return bytes;
            });
    LoadResult result = run(options(corrupting, 1, Schedule.CLOSED, Span.of(5_000)));
    assertThat(result.errors()).containsExactly(Map.entry(ErrorKind.MISMATCH, 1L));
    assertThat(result.firstMismatch()).startsWith("connection 0, offset 100000: expected byte 0x");
    assertThat(result.messages()).isEqualTo(4_999);
  }

  @Test
  void bytesThatWereNotAskedForAreAnError() throws Exception {
    SimPeer.Behaviour greeting =
        new SimPeer.Behaviour() {
          @Override
          public void connected(SimPeer peer) {
            peer.send(new byte[200], 0, 200);
          }
        };
    LoadResult result = run(options(greeting, 1, Schedule.open(10), Span.of(10)));
    assertThat(result.messages()).isZero();
    assertThat(result.errors()).containsKey(ErrorKind.UNASKED);
  }

  @Test
  void messagesThatAreNeverAnsweredAreCounted() throws Exception {
    SimPeer.Behaviour silent = new SimPeer.Behaviour() {};
    LoadResult result = run(options(silent, 2, Schedule.open(10), Span.of(SECONDS, SECONDS)));
    assertThat(result.messages()).isZero();
    assertThat(result.planned()).isEqualTo(10);
    assertThat(result.errors()).containsEntry(ErrorKind.TIMEOUT, 2L);
    assertThat(result.errors().get(ErrorKind.UNSENT)).isGreaterThanOrEqualTo(8);
  }

  @Test
  void withoutAListenerTheLoadFailsAndNamesTheAddress() {
    LoadOptions options =
        new LoadOptions(
            new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 7),
            Shape.of(3, 64),
            Schedule.CLOSED,
            Span.of(10));
    assertThatThrownBy(() -> run(options))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("10.0.0.3:7")
        .hasMessageContaining("refused");
  }

  @Test
  void aGeneratorThatStandsStillMakesTheRunInvalid() throws Exception {
    long[] left = {1};
    SimPeer.Behaviour server = EchoPeers.plain();
    LoadOptions options = options(server, 1, Schedule.open(100), Span.of(Duration.ZERO, SECONDS));
    Load.Progress stopping =
        new Load.Progress() {
          @Override
          public void interval(Interval interval) {
            if (left[0]-- > 0) {
              network.pass(300_000_000);
            }
          }
        };
    Span span = new Span(Duration.ZERO, SECONDS, 0, SECONDS, Duration.ofMillis(500));
    LoadResult result =
        new Load(network::openKernel, options.withSpan(span), Usage.NONE, stopping).run();
    assertThat(result.generator().isLimited()).isTrue();
    assertThat(result.generator().reasons())
        .anySatisfy(reason -> assertThat(reason).startsWith("it stood still for 29"));
    // Its own stall counts in the latencies, too: it can't be distinguished from the server's.
    assertThat(Latencies.of(result.latencies()).max()).isGreaterThan(280_000);
  }

  @Test
  void percentilesWithFewerThanTenValuesBeyondThemAreNotReported() {
    Histogram histogram = Latencies.histogram();
    for (int value = 1; value <= 999; value++) {
      histogram.recordValue(value * 1_000L);
    }
    assertThat(Latencies.percentile(histogram, 99)).isNotNaN();
    assertThat(Latencies.percentile(histogram, 99.9)).isNaN();
    assertThat(Latencies.of(Latencies.histogram()).mean()).isNaN();
  }
}
