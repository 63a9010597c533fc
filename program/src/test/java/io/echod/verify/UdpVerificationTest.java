package io.echod.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimDatagramPeer;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.ConnectionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each planted server of UDP fails exactly the case that it should. */
class UdpVerificationTest {

  private static final long SECOND = 1_000_000_000;
  private static final InetAddress HOST = InetAddress.ofLiteral("10.0.0.3");

  enum Flaw {
    NONE,
    CUTS_LONG_ONES,
    DROPS_EMPTY_ONES,
    CLEARS_HIGH_BITS,
    ANSWERS_TWICE,
    ANSWERS_FROM_ELSEWHERE,
    ANSWERS_THE_LAST_CLIENT,
    ANSWERS_LATE
  }

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));

  private static List<CaseResult> verify(SimNetwork network, InetSocketAddress address) {
    VerifyOptions options =
        new VerifyOptions(address, ConnectionOptions.DEFAULT, false, Duration.ofSeconds(5));
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Verification verification = new Verification(dispatcher, options, UdpCases.ALL, _ -> {});
      verification.start();
      dispatcher.monitor();
      return verification.results();
    }
  }

  private static SimDatagramPeer planted(SimNetwork network, Flaw flaw) throws IOException {
    SimDatagramPeer other =
        SimDatagramPeer.open(network, new InetSocketAddress(HOST, 0), (_, _, _) -> {});
    List<InetSocketAddress> seen = new ArrayList<>();
    return SimDatagramPeer.open(
        network,
        new InetSocketAddress(HOST, 7),
        (server, bytes, from) -> {
          seen.add(from);
          InetSocketAddress previous = seen.get(Math.max(0, seen.size() - 2));
          switch (flaw) {
            case NONE -> server.send(bytes, from);
            case CUTS_LONG_ONES ->
                server.send(Arrays.copyOf(bytes, Math.min(bytes.length, 1472)), from);
            case DROPS_EMPTY_ONES -> {
              if (bytes.length > 0) {
                server.send(bytes, from);
              }
            }
            case CLEARS_HIGH_BITS -> server.send(cleared(bytes), from);
            case ANSWERS_TWICE -> {
              server.send(bytes, from);
              server.send(bytes, from);
            }
            case ANSWERS_FROM_ELSEWHERE -> other.send(bytes, from);
            case ANSWERS_THE_LAST_CLIENT -> server.send(bytes, previous);
            case ANSWERS_LATE -> network.after(3 * SECOND / 2, () -> server.send(bytes, from));
          }
        });
  }

  private static byte[] cleared(byte[] bytes) {
    byte[] cleared = bytes.clone();
    for (int index = 0; index < cleared.length; index++) {
      // Too few values, so that only a datagram with all values has any.
      cleared[index] = cleared.length == 256 ? (byte) (cleared[index] & 0x7F) : cleared[index];
    }
    return cleared;
  }

  private static List<String> complaints(List<CaseResult> results) {
    assertThat(results).hasSameSizeAs(UdpCases.ALL);
    return results.stream()
        .filter(result -> result.verdict() != Verdict.PASS)
        .map(result -> result.verdict().label() + " " + result.subject().name())
        .toList();
  }

  @Test
  void aServerThatEchoesPassesAll() throws IOException {
    assertThat(complaints(verify(network, planted(network, Flaw.NONE).address()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CUTS_LONG_ONES, fail datagram-sizes",
    "DROPS_EMPTY_ONES, fail datagram-empty",
    "CLEARS_HIGH_BITS, fail datagram-every-byte-value",
    "ANSWERS_TWICE, fail datagram-one-for-one",
    "ANSWERS_FROM_ELSEWHERE, fail datagram-source-port-kept",
    "ANSWERS_LATE, warn datagram-answers-promptly"
  })
  void aFlawIsFoundByTheCaseThatIsForIt(Flaw flaw, String expected) throws IOException {
    assertThat(complaints(verify(network, planted(network, flaw).address())))
        .containsExactly(expected);
  }

  @Test
  void aServerThatMixesItsClientsUpIsFound() throws IOException {
    assertThat(
            complaints(verify(network, planted(network, Flaw.ANSWERS_THE_LAST_CLIENT).address())))
        .contains("fail datagram-interleaved-clients");
  }

  @Test
  void aNetworkThatLosesSomeIsNoFlawOfTheServers() throws IOException {
    SimNetwork lossy =
        new SimNetwork(SimOptions.calm(3).withFaults(Faults.NONE.with(Fault.DATAGRAM_LOST, 0.05)));
    assertThat(complaints(verify(lossy, planted(lossy, Flaw.NONE).address())))
        .noneMatch(complaint -> complaint.startsWith("fail"));
    assertThat(lossy.count(Fault.DATAGRAM_LOST)).isPositive();
  }

  @Test
  void withoutAServerTheFirstCaseFailsAndTheOthersAreSkipped() {
    List<CaseResult> results = verify(network, new InetSocketAddress(HOST, 9));
    assertThat(results.getFirst().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(results.subList(1, results.size()))
        .allSatisfy(result -> assertThat(result.verdict()).isEqualTo(Verdict.SKIP));
  }
}
