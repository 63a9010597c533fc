package io.echod.measure.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fault.FaultSyntax;
import io.echod.measure.ErrorKind;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import io.echod.net.ConnectionOptions;
import io.echod.net.address.Address;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import io.echod.verify.Case;
import io.echod.verify.CaseResult;
import io.echod.verify.Cases;
import io.echod.verify.Verdict;
import io.echod.verify.Verification;
import io.echod.verify.VerifyOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loads and verifications of a server with faults report what was injected, and nothing else. */
@Timeout(300)
class FaultyServerTest {

  private static EchoServer server(String url, String faults) throws Exception {
    return EchoServer.start(
        ServerOptions.of(
            Settings.DEFAULT
                .with(ServerSettings.LISTEN, List.of(Address.parse(url)))
                .with(ServerSettings.DISPATCHERS, 1)
                .with(ServerSettings.UDP_RATE, 0)
                .with(ServerSettings.FAULT_SEED, 4711L)
                .with(ServerSettings.FAULT, FaultSyntax.parseAll(faults))),
        NioKernel::new);
  }

  private static InetSocketAddress address(EchoServer server) {
    return (InetSocketAddress) server.addresses().getFirst();
  }

  private static LoadResult run(LoadOptions options) throws Exception {
    return new Load(NioKernel::new, options, Usage.NONE, Load.Progress.NONE).run();
  }

  private static LoadResult run(EchoServer server, int connections, int messages) throws Exception {
    return run(
        new LoadOptions(
            address(server), Shape.of(connections, 64), Schedule.CLOSED, Span.of(messages)));
  }

  @Test
  void aCorruptByteIsAMismatchAtItsOffset() throws Exception {
    try (EchoServer server =
        server("tcp://127.0.0.1:0", "corrupt=100%,bytes=1000..1001,connections=1")) {
      LoadResult result = run(server, 1, 100);
      assertThat(result.errors()).isEqualTo(Map.of(ErrorKind.MISMATCH, 1L));
      assertThat(result.firstMismatch()).startsWith("connection 0, offset 1000: expected byte 0x");
      assertThat(result.messages()).isEqualTo(99);
    }
  }

  @Test
  void asManyDatagramsAreLostAsTheRuleHasDropped() throws Exception {
    String rule = "loss=1%";
    try (EchoServer server = server("udp://127.0.0.1:0", rule)) {
      LoadOptions options =
          new LoadOptions(address(server), Shape.of(100, 64), Schedule.CLOSED, Span.of(10_000))
              .withDatagrams();
      LoadResult result = run(options);
      long dropped = server.faultStrikes().getOrDefault(rule, 0L);
      assertThat(dropped).isBetween(70L, 130L);
      assertThat(result.errors()).isEqualTo(Map.of(ErrorKind.LOST, dropped));
      assertThat(result.messages()).isEqualTo(10_000 - dropped);
    }
  }

  @Test
  void eachResetIsAnErrorOfItsKind() throws Exception {
    try (EchoServer server = server("tcp://127.0.0.1:0", "reset,after=640,connections=1..3")) {
      LoadResult result = run(server, 5, 1000);
      assertThat(result.errors()).containsEntry(ErrorKind.RESET, 3L);
      // Those that connect anew may find that the others have sent all.
      assertThat(result.errors())
          .doesNotContainKeys(ErrorKind.MISMATCH, ErrorKind.TIMEOUT, ErrorKind.OTHER);
      assertThat(result.messages() + result.errorCount()).isEqualTo(1000);
    }
  }

  @Test
  void aDelayIsInEveryLatency() throws Exception {
    try (EchoServer server = server("tcp://127.0.0.1:0", "delay=50ms")) {
      LoadResult result = run(server, 10, 50);
      assertThat(result.errors()).isEmpty();
      assertThat(result.messages()).isEqualTo(50);
      // But for the resolution of the histogram.
      assertThat(result.latencies().getMinValue()).isGreaterThan(49_500_000);
    }
  }

  @Test
  void aVerificationFindsACorruptByteWhereThereAreSoMany() throws Exception {
    try (EchoServer server = server("tcp://127.0.0.1:0", "corrupt=100%,bytes=70000..70001");
        Dispatcher dispatcher = new Dispatcher(new NioKernel())) {
      VerifyOptions options =
          new VerifyOptions(
              address(server), ConnectionOptions.DEFAULT, false, Duration.ofSeconds(60));
      // Those that send so much on one connection, and one that does not.
      List<String> names =
          List.of(
              "one-byte-at-a-time",
              "sizes",
              "long-stream",
              "half-close-returns-everything",
              "late-reader-loses-nothing");
      List<Case> cases = Cases.STREAM.stream().filter(one -> names.contains(one.name())).toList();
      Verification verification = new Verification(dispatcher, options, cases, _ -> {});
      verification.start();
      dispatcher.monitor();
      List<CaseResult> failed =
          verification.results().stream()
              .filter(result -> result.verdict() == Verdict.FAIL)
              .toList();
      assertThat(failed.stream().map(result -> result.subject().name()))
          .containsExactlyInAnyOrderElementsOf(names.subList(1, names.size()));
      assertThat(failed).allSatisfy(result -> assertThat(result.seen()).contains("70000"));
    }
  }
}
