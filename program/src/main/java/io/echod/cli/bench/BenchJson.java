package io.echod.cli.bench;

import io.echod.cli.command.Release;
import io.echod.measure.Latencies;
import io.echod.measure.load.Generator;
import io.echod.measure.load.LoadResult;
import io.echod.measure.load.MaxSearch;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Shape;
import io.echod.measure.report.BenchRun;
import io.echod.measure.report.Slice;
import io.echod.measure.report.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A result as scripts read it; the keys are those of docs/bench.md. */
final class BenchJson {

  private BenchJson() {}

  static Map<String, Object> of(BenchDocument document) {
    BenchRun all = document.pooled();
    LoadResult result = all.result();
    LoadOptions options = result.options();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("target", document.target());
    putLoad(json, options);
    putResult(json, all);
    json.put("command", String.join(" ", document.command()));
    json.put("seed", options.seed());
    json.put("version", Release.nameAndNumber());
    json.put("machine", Machine.describe());
    json.put("intervals", all.slices().stream().map(BenchJson::interval).toList());
    if (document.runs().size() > 1) {
      json.put("runs", document.runs().stream().map(BenchJson::ofRun).toList());
      Map<String, Object> spreads = new LinkedHashMap<>();
      RunFigures.of(document.runs()).forEach((name, spread) -> spreads.put(name, spread(spread)));
      json.put("spread", spreads);
    }
    json.put("latency_histogram", HistogramText.write(result.latencies()));
    json.put("service_time_histogram", HistogramText.write(result.serviceTimes()));
    return json;
  }

  static Map<String, Object> ofSearch(
      BenchDocument document, String condition, MaxSearch.Outcome found) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("condition", condition);
    search.put("rate_per_s", found.confirmed().orElseThrow().ratePerSecond());
    search.put("generator_limited", found.isLimitedByGenerator());
    List<Object> probes = new ArrayList<>();
    for (MaxSearch.Probe probe : found.probes()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("rate_per_s", probe.ratePerSecond() == 0 ? Double.NaN : probe.ratePerSecond());
      one.put("holds", probe.objection().isEmpty());
      one.put("objection", probe.objection());
      one.put("confirmation", probe.isConfirmation());
      one.put("messages_per_s", probe.result().messagesPerSecond());
      one.put("latency_us", latencies(Latencies.of(probe.result().latencies())));
      probes.add(one);
    }
    search.put("probes", probes);
    Map<String, Object> json = of(document);
    json.put("find_max", search);
    return json;
  }

  private static void putLoad(Map<String, Object> json, LoadOptions options) {
    Shape shape = options.shape();
    json.put("connections", shape.connections());
    if (shape.sizeMin() == shape.sizeMax()) {
      json.put("size_bytes", shape.sizeMin());
    } else {
      json.put("size_bytes", List.of(shape.sizeMin(), shape.sizeMax()));
    }
    json.put("pipeline", shape.pipeline());
    json.put("reconnect", shape.reconnect());
    json.put("threads", options.threads());
    boolean closed = options.schedule().isClosedLoop();
    json.put("rate_per_s", closed ? Double.NaN : options.schedule().ratePerSecond());
    json.put("arrival", options.schedule().poisson() ? "poisson" : "uniform");
  }

  private static Map<String, Object> ofRun(BenchRun run) {
    Map<String, Object> json = new LinkedHashMap<>();
    putResult(json, run);
    return json;
  }

  private static void putResult(Map<String, Object> json, BenchRun run) {
    LoadResult result = run.result();
    json.put("duration_s", result.seconds());
    json.put("messages", result.messages());
    json.put("messages_per_s", result.messagesPerSecond());
    json.put("bytes", result.bytes());
    Map<String, Object> errors = new LinkedHashMap<>();
    result.errors().forEach((kind, count) -> errors.put(kind.label(), count));
    json.put("errors", errors);
    if (!result.firstMismatch().isEmpty()) {
      json.put("first_mismatch", result.firstMismatch());
    }
    json.put("latency_us", latencies(Latencies.of(result.latencies())));
    json.put("service_time_us", latencies(Latencies.of(result.serviceTimes())));
    json.put("connect_us", latencies(Latencies.of(result.connectTimes())));
    if (result.handshakeTimes().getTotalCount() > 0) {
      json.put("handshake_us", latencies(Latencies.of(result.handshakeTimes())));
    }
    json.put("planned", result.planned());
    json.put("late", result.late());
    json.put("warmup_messages", result.dropped().messages());
    json.put("warmup_s", result.dropped().seconds());
    if (result.dropped().isAny()) {
      json.put("warmup_steady", result.dropped().isSteady());
    }
    json.put("littles_law", result.littlesLaw());
    run.host().retransmits().ifPresent(count -> json.put("retransmits", count));
    run.host()
        .serverCpu()
        .ifPresent(cpu -> json.put("server_cpu_us_per_message", run.serverCpuMicrosPerMessage()));
    json.put("generator", generator(result.generator()));
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

  static Map<String, Object> interval(Slice slice) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("start_s", slice.startSeconds());
    all.put("duration_s", slice.seconds());
    all.put("messages", slice.messages());
    all.put("messages_per_s", slice.messagesPerSecond());
    all.put("errors", slice.errors());
    all.put("p50_us", slice.p50());
    all.put("p99_us", slice.p99());
    all.put("max_us", slice.max());
    if (slice.isRest()) {
      all.put("rest", true);
    }
    return all;
  }

  private static Map<String, Object> spread(Spread spread) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("min", spread.min());
    all.put("median", spread.median());
    all.put("max", spread.max());
    all.put("relative", spread.relative());
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
