package io.echod.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.cli.CommandLineRun;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.fault.FaultSyntax;
import io.echod.fixture.Loopback;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that measure, against our own server. */
class MeasuringCommandsTest {

  @TempDir private Path directory;

  @RegisterExtension private final LocalServer server = new LocalServer();

  private String url;

  @BeforeEach
  void locate() {
    url = server.url();
  }

  @Test
  void benchReportsTheLoopTheFiguresAndTheVerdict() {
    CommandLineRun run = CommandLineRun.of("bench", url, "-n", "2000", "-c", "4", "--warmup", "0s");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output().lines()).first().asString().startsWith("Closed loop: ");
    assertThat(run.output())
        .contains("2000 messages in ", "every byte verified", "latency", "service time", "p99 ")
        .contains("errors: none", "generator: ");
    assertThat(run.output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(120));
  }

  @Test
  void benchWritesJsonAloneWhereStandardOutputIsToHaveIt() {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            url,
            "-n",
            "500",
            "-c",
            "2",
            "-r",
            "5000/s",
            "--warmup",
            "0s",
            "--json",
            "-",
            "--threads",
            "2");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output().lines()).hasSize(1);
    assertThat(run.output())
        .startsWith("{\"target\":\"" + url + "\",\"connections\":2,\"size_bytes\":64,")
        .contains("\"rate_per_s\":5000,", "\"messages\":500,", "\"bytes\":32000,")
        .contains("\"errors\":{},\"latency_us\":{\"min\":", "\"service_time_us\":{\"min\":")
        .contains("\"p99_999\":null", "\"planned\":500,", "\"late\":", "\"generator\":{\"cpu\":")
        .contains("\"loop_lag_us\":", "\"gc_pause_ms\":", "\"limited\":", "\"seed\":1,")
        .contains("\"command\":\"bench tcp://", "\"version\":\"echod ");
  }

  @Test
  void benchWritesALogThatTheLibraryOfHistogramsReads() throws IOException {
    Path log = directory.resolve("run.hlog");
    CommandLineRun run =
        CommandLineRun.of("bench", url, "-n", "3000", "--warmup", "0s", "--hlog", log.toString());
    assertThat(run.exitCode()).as(run.errors()).isZero();
    long count = 0;
    long serviceTimes = 0;
    try (InputStream input = Files.newInputStream(log)) {
      HistogramLogReader reader = new HistogramLogReader(input);
      for (EncodableHistogram one = reader.nextIntervalHistogram();
          one != null;
          one = reader.nextIntervalHistogram()) {
        long own = ((org.HdrHistogram.Histogram) one).getTotalCount();
        if (one.getTag() == null) {
          count += own;
        } else {
          assertThat(one.getTag()).isEqualTo("service-time");
          serviceTimes += own;
        }
      }
    }
    assertThat(count).isEqualTo(3000);
    assertThat(serviceTimes).isEqualTo(3000);
  }

  @Test
  void aMissedThresholdIsReportedAndHasAnExitCodeOfItsOwn() {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            url,
            "-n",
            "2000",
            "--warmup",
            "0s",
            "--fail-if",
            "p50>1us",
            "--fail-if",
            "errors>0");
    assertThat(run.exitCode()).isEqualTo(99);
    assertThat(run.errors()).contains("echod: missed p50>1us: p50 is ").doesNotContain("errors>0");
  }

  @Test
  void aServerThatSendsOtherBytesBackFails() throws IOException {
    ServerOptions options =
        ServerOptions.on(Loopback.ipv4(0))
            .with(ServerSettings.DISPATCHERS, 1)
            .with(
                ServerSettings.FAULT,
                FaultSyntax.parseAll("corrupt=100%,bytes=1000..1001,connections=1"));
    try (EchoServer corrupting = EchoServer.start(options, Kernels.bestFactory())) {
      CommandLineRun run =
          CommandLineRun.of(
              "bench",
              corrupting.urls().getFirst().toString(),
              "-c",
              "1",
              "-n",
              "100",
              "--warmup",
              "0s");
      assertThat(run.exitCode()).isOne();
      assertThat(run.output()).contains("errors: 1 mismatch");
      assertThat(run.errors())
          .startsWith("echod: other bytes came back than were sent: connection ")
          .contains(", offset 1000: expected byte 0x");
    }
  }

  @Test
  void pingPrintsALineForEachMessageAndASummary() {
    CommandLineRun run = CommandLineRun.of("ping", url, "-n", "3", "-i", "1ms", "-s", "64k");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output())
        .startsWith("connected in ")
        .contains("65536 bytes: seq=1 time=", "65536 bytes: seq=3 time=")
        .contains("3 sent, 3 received, 0 % loss", "rtt min/avg/max/mdev ");
    CommandLineRun json = CommandLineRun.of("ping", url, "-n", "2", "-i", "1ms", "--json");
    assertThat(json.output())
        .contains(
            "\"sent\":2,\"received\":2,\"errors\":{},\"rtt_us\":{\"min\":", "\"connect_us\":");
  }

  @Test
  void withoutAListenerPingReportsEachAndFails() {
    server.close();
    CommandLineRun run = CommandLineRun.of("ping", url, "-n", "2", "-i", "1ms");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output())
        .contains("seq=1 refused: can't connect to ", "2 sent, 0 received, 100 % loss");
  }

  @Test
  void withoutAListenerBenchFailsInOneLine() {
    server.close();
    CommandLineRun run = CommandLineRun.of("bench", url, "-n", "10");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors().lines()).hasSize(1);
    assertThat(run.errors()).startsWith("echod: can't connect to 127.0.0.1:").contains("refused");
  }

  @Test
  void ourServerPassesEveryCaseAndTheReportsSaySo() throws IOException {
    Path xml = directory.resolve("verify.xml");
    CommandLineRun run =
        CommandLineRun.of("verify", url, "--json", "-", "--junit", xml.toString(), "--gentle");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("{\"name\":\"connect\",\"verdict\":\"pass\",\"expected\":")
        .doesNotContain("\"fail\"", "\"warn\"");
    assertThat(Files.readString(xml))
        .contains("<testsuite name=\"echod verify tcp://", "failures=\"0\"", "skipped=\"1\"");
  }

  @Test
  void verifyListsItsCasesAndTakesSomeOfThem() {
    assertThat(CommandLineRun.of("verify", "--list").output())
        .contains("half-close-returns-everything ", "(RFC 862)");
    CommandLineRun some = CommandLineRun.of("verify", url, "--only", "connect,sizes");
    assertThat(some.output()).endsWith("2 pass\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bench http://host | echod: 'http://host' is not a target; write tcp://HOST:PORT",
        "bench tcp://host:0 | echod: 'tcp://host:0' is not a target; write tcp://HOST:PORT",
        "bench tcp://host:1 --rate 1000000001 | up to 1000000000, such as 1000/s",
        "bench tcp://host:70000 | is not a target",
        "bench tcp://host:1 --rate 0 | is not a rate of more than 0",
        "bench tcp://host:1 --fail-if p99 | is not a threshold",
        "bench tcp://host:1 --size 10..1 | ends below its beginning",
        "bench tcp://127.0.0.1:1 -c 1 --threads 2 | threads must be 1 to the number of connections",
        "bench tcp://127.0.0.1:1 -c 2 --pipeline 500001 | have more than 1000000 together",
        "bench tcp://host:1 --arrival poisson | --arrival is for a schedule",
        "bench tcp://host:1 -d 1s -n 5 | exclude each other",
        "ping tcp://host:1 --size 65k | is not a size",
        "verify | which server?",
        "verify tcp://host:1 --only nonsense | is not a case"
      })
  void aMistakeIsReportedInOneLine(String line, String reported) {
    CommandLineRun run = CommandLineRun.of(line.split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains(reported).startsWith("echod: ");
    assertThat(run.errors().lines()).hasSize(2);
  }
}
