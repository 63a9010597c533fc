package io.echod.cli.bench;

import io.echod.measure.Latencies;
import io.echod.measure.report.BenchRun;
import io.echod.measure.report.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures by which repeated runs are compared with each other. */
final class RunFigures {

  /** Their names: keys of JSON. */
  static final String RATE = "messages_per_s";

  static final String P50 = "p50_us";
  static final String P99 = "p99_us";
  static final String SERVER_CPU = "server_cpu_us_per_message";

  private RunFigures() {}

  /** By name; those that are known of every run. */
  static Map<String, Spread> of(List<BenchRun> runs) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    put(spreads, RATE, runs, run -> run.result().messagesPerSecond());
    put(spreads, P50, runs, run -> Latencies.percentile(run.result().latencies(), 50));
    put(spreads, P99, runs, run -> Latencies.percentile(run.result().latencies(), 99));
    put(spreads, SERVER_CPU, runs, BenchRun::serverCpuMicrosPerMessage);
    return spreads;
  }

  private static void put(
      Map<String, Spread> spreads,
      String name,
      List<BenchRun> runs,
      ToDoubleFunction<BenchRun> figure) {
    List<Double> values = runs.stream().mapToDouble(figure).boxed().toList();
    if (values.stream().noneMatch(value -> value.isNaN())) {
      spreads.put(name, new Spread(values));
    }
  }
}
