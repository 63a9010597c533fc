package io.echod.cli.bench;

import io.echod.measure.Latencies;
import io.echod.measure.load.Generator;
import io.echod.measure.load.LoadOptions;
import io.echod.measure.load.LoadResult;
import io.echod.measure.load.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A result as scripts read it; the keys are those of docs/bench.md. */
final class BenchJson {

  private BenchJson() {}

  static Map<String, Object> of(
      String target, LoadResult result, String version, List<String> command) {
    Map<String, Object> all = new LinkedHashMap<>();
    LoadOptions options = result.options();
    Shape shape = options.shape();
    all.put("target", target);
    all.put("connections", shape.connections());
    if (shape.sizeMin() == shape.sizeMax()) {
      all.put("size_bytes", shape.sizeMin());
    } else {
      all.put("size_bytes", List.of(shape.sizeMin(), shape.sizeMax()));
    }
    all.put("pipeline", shape.pipeline());
    all.put("reconnect", shape.reconnect());
    all.put("threads", options.threads());
    boolean closed = options.schedule().isClosedLoop();
    all.put("rate_per_s", closed ? Double.NaN : options.schedule().ratePerSecond());
    all.put("arrival", options.schedule().poisson() ? "poisson" : "uniform");
    all.put("duration_s", result.seconds());
    all.put("messages", result.messages());
    all.put("messages_per_s", result.messagesPerSecond());
    all.put("bytes", result.bytes());
    Map<String, Object> errors = new LinkedHashMap<>();
    result.errors().forEach((kind, count) -> errors.put(kind.label(), count));
    all.put("errors", errors);
    if (!result.firstMismatch().isEmpty()) {
      all.put("first_mismatch", result.firstMismatch());
    }
    all.put("latency_us", latencies(Latencies.of(result.latencies())));
    all.put("service_time_us", latencies(Latencies.of(result.serviceTimes())));
    all.put("connect_us", latencies(Latencies.of(result.connectTimes())));
    if (result.handshakeTimes().getTotalCount() > 0) {
      all.put("handshake_us", latencies(Latencies.of(result.handshakeTimes())));
    }
    all.put("planned", result.planned());
    all.put("late", result.late());
    all.put("warmup_messages", result.warmupMessages());
    all.put("littles_law", result.littlesLaw());
    all.put("generator", generator(result.generator()));
    all.put("command", String.join(" ", command));
    all.put("seed", options.seed());
    all.put("version", version);
    return all;
  }

  static Map<String, Object> latencies(Latencies figures) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("min", figures.min());
    all.put("mean", figures.mean());
    all.put("stdev", figures.stdev());
    for (int index = 0; index < Latencies.KEYS.size(); index++) {
      all.put(Latencies.KEYS.get(index), figures.percentiles().get(index));
    }
    all.put("max", figures.max());
    return all;
  }

  private static Map<String, Object> generator(Generator generator) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("cpu", generator.cpu());
    all.put("loop_lag_us", generator.loopLagMicros());
    all.put("loop_lag_max_us", generator.loopLagMaxMicros());
    all.put("gc_pause_ms", generator.gcPauseMillis());
    all.put("limited", generator.isLimited());
    all.put("reasons", new ArrayList<>(generator.reasons()));
    return all;
  }
}
