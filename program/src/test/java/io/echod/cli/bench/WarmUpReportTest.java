package io.echod.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.json.Json;
import io.echod.measure.load.EchoPeers;
import io.echod.measure.load.Load;
import io.echod.measure.load.LoadResult;
import io.echod.measure.load.Usage;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import io.echod.measure.report.BenchRun;
import io.echod.measure.report.HostUsage;
import io.echod.measure.report.HtmlPage;
import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Table, JSON and page say what was dropped, and whether the rate was steady then. */
class WarmUpReportTest {

  private static final String WARNING = "The rate was not steady after the warm-up";

  private static BenchRun run(LongUnaryOperator answersAfterNanos) throws Exception {
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    LoadOptions options =
        new LoadOptions(
            EchoPeers.listen(network, EchoPeers.of(answersAfterNanos, bytes -> bytes)),
            Shape.of(4, 64),
            Schedule.CLOSED,
            Span.of(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    LoadResult result =
        new Load(network::openKernel, options, Usage.NONE, Load.Progress.NONE).run();
    return new BenchRun(result, List.of(), HostUsage.UNKNOWN);
  }

  @Test
  void aSteadyRateIsAFact() throws Exception {
    BenchRun run = run(_ -> 1_000_000);
    BenchDocument document = new BenchDocument("tcp://10.0.0.3:7", List.of("bench"), List.of(run));
    String reported = BenchTable.dropped(run.result());
    assertThat(reported).matches("3\\d{3} messages in 1.00 s");
    assertThat(BenchTable.of(run)).contains("dropped as warm-up: " + reported);
    assertThat(Json.text(BenchJson.of(document)))
        .contains("\"warmup_s\":1,", "\"warmup_steady\":true");
    assertThat(HtmlPage.of(BenchPage.of(document)))
        .contains("<dt>warm-up</dt><dd>" + reported)
        .doesNotContain(WARNING);
  }

  @Test
  void aRateThatStillRisesIsAWarning() throws Exception {
    long[] start = {-1};
    BenchRun run =
        run(now -> {
          start[0] = start[0] < 0 ? now : start[0];
          return 100_000_000 / (10 + (now - start[0]) / 50_000_000);
        });
    BenchDocument document = new BenchDocument("tcp://10.0.0.3:7", List.of("bench"), List.of(run));
    assertThat(run.result().dropped().isSteady()).isFalse();
    assertThat(BenchTable.of(run)).anySatisfy(line -> assertThat(line).startsWith(WARNING));
    assertThat(Json.text(BenchJson.of(document))).contains("\"warmup_steady\":false");
    assertThat(HtmlPage.of(BenchPage.of(document))).contains(WARNING);
  }
}
