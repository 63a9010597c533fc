package io.echod.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.CommandLineRun;
import io.echod.json.Json;
import io.echod.measure.Latencies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code echod bench compare}, with results whose distributions are known. */
class ComparisonTest {

  @TempDir private Path directory;

  /** A result of five runs, in which latencies vary about a mean. */
  private Path result(String name, long seed, double micros, int connections) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Histogram all = Latencies.histogram();
    List<Object> runs = new ArrayList<>();
    for (int run = 0; run < 5; run++) {
      Histogram own = Latencies.histogram();
      double mean = micros * random.nextGaussian(1, 0.03);
      for (int count = 0; count < 5_000; count++) {
        own.recordValue((long) (1_000 * mean * (1 + random.nextDouble())));
      }
      runs.add(
          Map.of(
              "messages_per_s", 1e6 / mean, "latency_us", BenchJson.latencies(Latencies.of(own))));
      all.add(own);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("target", "tcp://10.0.0.3:7");
    json.put("connections", connections);
    json.put("size_bytes", 64);
    json.put("messages_per_s", 1e6 / micros);
    json.put("runs", runs);
    json.put("latency_histogram", HistogramText.write(all));
    json.put("service_time_histogram", HistogramText.write(all));
    Path file = directory.resolve(name);
    Files.writeString(file, Json.text(json));
    return file;
  }

  private static CommandLineRun compare(Object... words) {
    List<String> all = new ArrayList<>(List.of("bench", "compare"));
    for (Object word : words) {
      all.add(word.toString());
    }
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  @Test
  void ofEqualServersThereIsNoDifference() throws IOException {
    CommandLineRun run = compare(result("a.json", 1, 100, 10), result("b.json", 2, 100, 10));
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output().lines().filter(line -> line.contains("no difference"))).hasSize(3);
    assertThat(run.output()).doesNotContain("higher", "lower", "loads are not the same", "invalid");
  }

  @Test
  void aSlowerServerIsSlowerAndThePageShowsBoth() throws IOException {
    Path page = directory.resolve("page.html");
    CommandLineRun run =
        compare(result("a.json", 1, 100, 10), result("b.json", 2, 120, 20), "--report", page);
    assertThat(run.output())
        .containsPattern("p50_us .* 1\\.[12][0-9]+ +0\\.[0-9]+  higher")
        .containsPattern("messages_per_s .* 0\\.8[0-9]+ +0\\.[0-9]+  lower")
        .contains("a.json has connections 10, and b.json has 20: the loads are not the same.");
    assertThat(Files.readString(page)).contains("a.json", "b.json", "<svg");
    CommandLineRun json =
        compare(directory.resolve("a.json"), directory.resolve("b.json"), "--json", "-");
    assertThat(json.output()).contains("\"figure\":\"p50_us\"", "\"different\":true");
  }

  @Test
  void otherFilesAreRefusedByName() throws IOException {
    Path good = result("a.json", 1, 100, 10);
    Path broken = Files.writeString(directory.resolve("broken.json"), "{\"target\": }");
    Path other = Files.writeString(directory.resolve("other.json"), "{\"target\": \"x\"}");
    assertThat(compare(good, directory.resolve("none.json")).errors())
        .contains("there is no file ", "none.json");
    assertThat(compare(good, broken).errors())
        .contains("broken.json is not a result", "line 1, column 12: expected a value");
    assertThat(compare(good, other).errors())
        .contains("other.json is not a result", "it has no number 'messages_per_s'");
    Path binary = Files.write(directory.resolve("binary.json"), new byte[] {'{', (byte) 0xFF});
    assertThat(compare(good, binary).errors()).contains("binary.json is not a result", "not UTF-8");
    assertThat(CommandLineRun.of("bench", "merge", good.toString()).errors())
        .contains("a.json is no log of HdrHistogram");
    assertThat(compare(good).exitCode()).isEqualTo(2);
  }
}
