package io.echod.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.CommandLineRun;
import io.echod.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogProcessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fate of the results of {@code echod bench}. */
class BenchResultsTest {

  @TempDir private Path directory;

  @RegisterExtension private final LocalServer server = new LocalServer();

  private String url;

  @BeforeEach
  void locate() {
    url = server.url();
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private CommandLineRun bench(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "bench";
    all[1] = url;
    System.arraycopy(words, 0, all, 2, words.length);
    return CommandLineRun.of(all);
  }

  private static Map<String, @Nullable Object> json(String text) {
    return JsonReader.readObject(text).orElseThrow();
  }

  @Test
  void logsThatAreMergedEqualOneCountForCount() throws IOException {
    Histogram sum = new Histogram(3);
    String[] merge = new String[8];
    merge[0] = "bench";
    merge[1] = "merge";
    for (int number = 0; number < 4; number++) {
      Path log = file(number + ".hlog");
      Path json = file(number + ".json");
      assertThat(
              bench("-n", "2000", "--warmup", "0s", "--hlog", log + "", "--json", json + "")
                  .exitCode())
          .isZero();
      Map<String, @Nullable Object> result = json(Files.readString(json));
      sum.add(HistogramText.read(String.valueOf(result.get("latency_histogram"))));
      merge[2 + number] = log.toString();
    }
    merge[6] = "--json";
    merge[7] = "-";
    CommandLineRun run = CommandLineRun.of(merge);
    assertThat(run.exitCode()).as(run.errors()).isZero();
    Map<String, @Nullable Object> merged = json(run.output());
    Histogram read = HistogramText.read(String.valueOf(merged.get("latency_histogram")));
    assertThat(read.getTotalCount()).isEqualTo(8_000);
    assertThat(BenchTable.hgrm(read))
        .isEqualTo(BenchTable.hgrm(HistogramText.read(HistogramText.write(sum))));
    assertThat(merged).containsKeys("latency_us", "service_time_us");
  }

  @Test
  void aFileThatAMergeCannotWriteCostsNoOther() throws IOException {
    String log = file("run.hlog").toString();
    String hgrm = file("merged.hgrm").toString();
    assertThat(bench("-n", "500", "--warmup", "0s", "--hlog", log).exitCode()).isZero();
    CommandLineRun run =
        CommandLineRun.of("bench", "merge", log, "--json", "/dev/full", "--hgrm", hgrm);
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.errors()).contains("can't write /dev/full: No space left on device");
    assertThat(Files.readString(file("merged.hgrm"))).contains("Percentile");
  }

  @Test
  void theLogProcessorOfHdrHistogramReadsTheLog() throws Exception {
    Path log = file("run.hlog");
    assertThat(bench("-n", "3000", "--warmup", "0s", "--hlog", log + "").exitCode()).isZero();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream standardOutput = System.out;
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      HistogramLogProcessor processor =
          new HistogramLogProcessor(new String[] {"-i", log.toString()});
      processor.start();
      processor.join();
    } finally {
      System.setOut(standardOutput);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("3000     ", "#[Max     =", "Total count    =         3000");
    assertThat(Files.readString(log)).contains("Tag=service-time,");
  }

  @Test
  void repeatedRunsAreAddedUpAndTheirSpreadIsShown() throws IOException {
    Path json = file("result.json");
    Path text = file("result.hgrm");
    CommandLineRun run =
        bench(
            "-n",
            "500",
            "-c",
            "4",
            "--warmup",
            "0s",
            "--repeat",
            "3",
            "--json",
            json + "",
            "--hgrm",
            text + "");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output())
        .contains("run 1: ", "run 3: ", "1500 messages in ", "spread of runs", "messages_per_s ");
    Map<String, @Nullable Object> result = json(Files.readString(json));
    assertThat(result).containsEntry("messages", 1500.0);
    assertThat((List<?>) result.get("runs")).hasSize(3);
    assertThat(String.valueOf(result.get("spread"))).contains("messages_per_s={min=", "relative=");
    assertThat(Files.readString(text))
        .contains("Percentile TotalCount", "Total count    =         1500");
  }

  @Test
  void aFileThatCantBeWrittenIsNamedAndCostsNoOther() throws IOException {
    Path page = file("page.html");
    CommandLineRun run =
        bench(
            "-n",
            "500",
            "--warmup",
            "0s",
            "--json",
            "/dev/full",
            "--hgrm",
            "/dev/full",
            "--report",
            page + "");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors().lines())
        .containsExactly(
            "echod: can't write /dev/full: No space left on device",
            "echod: can't write /dev/full: No space left on device");
    assertThat(run.output()).contains("500 messages in ");
    assertThat(page).isNotEmptyFile();
  }

  @Test
  void aLogThatTheDeviceHasNoRoomForIsNamedAndCostsNoOther() throws IOException {
    Path json = file("run.json");
    CommandLineRun run =
        bench("-n", "500", "--warmup", "0s", "--hlog", "/dev/full", "--json", json + "");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors().lines())
        .containsExactly("echod: can't write /dev/full: No space left on device");
    assertThat(run.output()).contains("500 messages in ");
    assertThat(json(Files.readString(json))).containsEntry("messages", 500.0);
  }

  @Test
  void thePageNamesTheServerTheCommandAndTheMachine() throws IOException {
    Path page = file("page.html");
    assertThat(bench("-n", "500", "--warmup", "0s", "--report", page + "").exitCode()).isZero();
    assertThat(Files.readString(page))
        .startsWith("<!DOCTYPE html>")
        .contains("echod bench: " + url, "Latency by percentile", "Latency over time")
        .contains("<dt>command</dt><dd>echod bench " + url + " -n 500", "<dt>cores</dt>")
        .doesNotContain("<script", "src=");
  }

  @Test
  void aConditionEndsTheLoadEarlyWithAnExitCodeOfItsOwn() {
    CommandLineRun run =
        bench("-d", "300s", "--warmup", "0s", "--interval", "50ms", "--abort-if", "rate>1/s");
    assertThat(run.exitCode()).isEqualTo(99);
    assertThat(run.errors()).contains("echod: ended by --abort-if rate>1/s: rate is ", ", after ");
  }

  @Test
  void intervalsAreLinesOfJsonOnStandardErrorWhereStandardOutputHasTheResult() {
    CommandLineRun run =
        bench("-d", "300ms", "--warmup", "0s", "--interval", "100ms", "--json", "-");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output().lines()).hasSize(1);
    assertThat(run.errors().lines().filter(line -> line.startsWith("{")))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            line -> assertThat(json(line)).containsKeys("start_s", "messages_per_s", "p99_us"));
    assertThat((List<?>) json(run.output()).get("intervals")).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void theServersProcessIsMeasured() {
    String self = String.valueOf(ProcessHandle.current().pid());
    CommandLineRun run =
        bench("-d", "300ms", "--warmup", "0s", "--server-pid", self, "--json", "-");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat((Double) json(run.output()).get("server_cpu_us_per_message")).isPositive();
    assertThat(bench("--server-pid", "999999999").errors())
        .contains("--server-pid: there is no process 999999999");
  }

  @Test
  void aSearchThatFindsNothingSaysSo() {
    CommandLineRun run = bench("-c", "2", "-d", "500ms", "--warmup", "0s", "--find-max", "p50<1us");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("closed loop: ").containsPattern("[0-9]+/s: p50<1us: ");
    assertThat(run.errors()).contains("no rate was found at which p50<1us holds");
  }

  @Test
  void aConditionEndsASearchToo() {
    CommandLineRun run =
        bench(
            "-d",
            "60s",
            "--warmup",
            "0s",
            "--interval",
            "50ms",
            "--find-max",
            "p50<1s",
            "--abort-if",
            "rate>1/s");
    assertThat(run.exitCode()).isEqualTo(99);
    assertThat(run.errors())
        .contains("the search was ended before a rate was confirmed, by --abort-if rate>1/s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--json /nowhere/at/all.json | there is no folder /nowhere/at",
        "--report / | it is a folder",
        "--find-max p99<5ms --rate 5 | --find-max chooses the rate",
        "--find-max p99 | is not a threshold",
        "--find-max p99>5ms | takes the most that a figure may be, such as p99<5ms",
        "--abort-if nonsense | is not a threshold",
        "--insecure | are for tls://HOST:PORT"
      })
  void aMistakeIsReportedBeforeTheLoadBegins(String words, String why) {
    CommandLineRun run = bench(words.split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).startsWith("echod: ").contains(why);
    assertThat(run.output()).isEmpty();
  }
}
