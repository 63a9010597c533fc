package io.echod.measure.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.measure.Latencies;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches on simulated servers whose capacity is known. */
class MaxSearchTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private final List<MaxSearch.Probe> seen = new ArrayList<>();

  private MaxSearch.Outcome search(SocketAddress server, double millis) throws Exception {
    return new MaxSearch(
            (rate, isConfirmation) -> run(server, rate, isConfirmation ? 10 : 4),
            result -> Latencies.percentile(result.latencies(), 99) < millis * 1e3 ? "" : "too slow",
            seen::add)
        .run();
  }

  private LoadResult run(SocketAddress server, double rate, int seconds)
      throws IOException, InterruptedException {
    LoadOptions options =
        new LoadOptions(
            server,
            Shape.of(20, 64),
            rate == 0 ? Schedule.CLOSED : Schedule.open(rate),
            Span.of(SECOND, Duration.ofSeconds(seconds)));
    return new Load(network::openKernel, options, Usage.NONE, Load.Progress.NONE).run();
  }

  @ParameterizedTest
  @ValueSource(longs = {300_000, 1_000_000, 2_000_000})
  void theRateThatIsFoundIsWithinFivePercentOfTheCapacity(long nanosPerMessage) throws Exception {
    SocketAddress server = EchoPeers.listen(network, EchoPeers.ofCapacity(nanosPerMessage, 64));
    MaxSearch.Outcome found = search(server, 15);
    double capacity = 1e9 / nanosPerMessage;
    MaxSearch.Probe confirmed = found.confirmed().orElseThrow();
    assertThat(confirmed.ratePerSecond()).isCloseTo(capacity, within(capacity * 0.05));
    assertThat(confirmed.isConfirmation()).isTrue();
    assertThat(confirmed.result().seconds()).isCloseTo(10, within(0.1));
    assertThat(found.probes()).isEqualTo(seen).hasSizeLessThan(22);
    assertThat(found.isLimitedByGenerator()).isFalse();
  }

  @Test
  void whereNoRateIsSlowEnoughNoneIsFound() throws Exception {
    SocketAddress server = EchoPeers.listen(network, EchoPeers.ofCapacity(1_000_000, 64));
    MaxSearch.Outcome found = search(server, 0.5);
    assertThat(found.confirmed()).isEmpty();
    assertThat(found.probes())
        .anySatisfy(probe -> assertThat(probe.objection()).isEqualTo("too slow"));
  }
}
