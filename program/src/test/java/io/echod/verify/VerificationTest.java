package io.echod.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.ConnectionOptions;
import io.echod.net.layer.Layer;
import io.echod.net.layer.PassingLayer;
import io.echod.verify.PlantedPeer.Flaw;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each planted server fails exactly the case that it should. */
class VerificationTest {

  private static final InetAddress HOST = InetAddress.ofLiteral("10.0.0.3");

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private Duration patience = Duration.ofSeconds(3);

  private List<CaseResult> verify(InetSocketAddress address) {
    VerifyOptions options =
        new VerifyOptions(
            address,
            ConnectionOptions.DEFAULT.withLingerTimeout(Duration.ofSeconds(1)),
            false,
            patience);
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Verification verification = new Verification(dispatcher, options, Cases.STREAM, _ -> {});
      verification.start();
      dispatcher.monitor();
      return verification.results();
    }
  }

  private List<String> complaints(Flaw flaw) throws IOException {
    PlantedPeer.Server server = new PlantedPeer.Server(flaw);
    List<CaseResult> results =
        verify(network.listen(new InetSocketAddress(HOST, 0), _ -> new PlantedPeer(server)));
    assertThat(results).hasSameSizeAs(Cases.STREAM);
    return results.stream()
        .filter(result -> result.verdict() != Verdict.PASS)
        .map(result -> result.verdict().label() + " " + result.subject().name())
        .toList();
  }

  @Test
  void whatIsStoppedEarlyIsCutShort() throws IOException {
    InetSocketAddress address =
        network.listen(
            new InetSocketAddress(HOST, 0),
            _ -> new PlantedPeer(new PlantedPeer.Server(Flaw.NONE)));
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      VerifyOptions options =
          new VerifyOptions(address, ConnectionOptions.DEFAULT, false, Duration.ofSeconds(3));
      Verification whole =
          new Verification(dispatcher, options, Cases.STREAM.subList(0, 2), _ -> {});
      whole.start();
      dispatcher.monitor();
      assertThat(whole.isCutShort()).isFalse();
      Verification stopped =
          new Verification(dispatcher, options, Cases.STREAM.subList(0, 2), _ -> {});
      stopped.start();
      stopped.stop();
      dispatcher.monitor();
      assertThat(stopped.isCutShort()).isTrue();
      assertThat(stopped.results()).hasSize(2);
    }
  }

  @Test
  void aServerThatEchoesPassesAll() throws IOException {
    assertThat(complaints(Flaw.NONE)).isEmpty();
  }

  /** Cases in which silence is no failure go on after it, however long it is. */
  @Test
  void longPatienceFailsNoCase() throws IOException {
    patience = Duration.ofMinutes(2);
    assertThat(complaints(Flaw.NONE)).isEmpty();
  }

  /** A write timeout of the server is no flaw, though the user has more patience than it. */
  @Test
  void aClientThatReadsLateIsNotLateByTheWholePatience() throws IOException {
    patience = Duration.ofMinutes(2);
    assertThat(complaints(Flaw.CUTS_WHO_DOES_NOT_READ)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DROPS_TAIL, fail half-close-returns-everything",
    "CORRUPTS, 'fail sizes,fail long-stream,fail half-close-returns-everything,"
        + "fail late-reader-loses-nothing'",
    "ANSWERS_LATE, warn answers-promptly",
    "BUFFERS_WITHOUT_END, warn back-pressure",
    "RESETS_AT_THE_END, 'fail ends-cleanly,fail end-without-a-byte'",
    "NEVER_ENDS, 'fail ends-cleanly,fail end-without-a-byte'",
    "SPEAKS_FIRST, warn silent-until-spoken-to",
    "DELAYS_SECOND_WRITES, warn small-writes-are-not-delayed",
    "STALLS_OTHERS, fail slow-reader-stalls-nobody"
  })
  void aFlawIsFoundByTheCaseThatIsForIt(Flaw flaw, String expected) throws IOException {
    assertThat(complaints(flaw)).containsExactly(expected.split(",", -1));
  }

  @Test
  void aServerThatMixesItsClientsUpIsFound() throws IOException {
    assertThat(complaints(Flaw.MIXES_CLIENTS)).contains("fail interleaved-clients");
  }

  /** As a handshake that fails before anybody has the connection. */
  @Test
  void aConnectionThatALayerEndsAtOnceIsTrouble() throws IOException {
    InetSocketAddress address =
        network.listen(
            new InetSocketAddress(HOST, 0),
            _ -> new PlantedPeer(new PlantedPeer.Server(Flaw.NONE)));
    VerifyOptions options =
        new VerifyOptions(
            address,
            ConnectionOptions.DEFAULT.withLayers((below, _) -> new Broken(below)),
            false,
            Duration.ofSeconds(3));
    List<Case> cases = Cases.STREAM.stream().filter(one -> one.name().equals("sizes")).toList();
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Verification verification = new Verification(dispatcher, options, cases, _ -> {});
      verification.start();
      dispatcher.monitor();
      CaseResult result = verification.results().getFirst();
      assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(result.seen()).isEqualTo("0 of 0 bytes came back: a broken layer");
      assertThat(dispatcher.statistics().failures()).isZero();
    }
  }

  private static final class Broken extends PassingLayer {

    Broken(Layer below) {
      super(below);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
      throw new IOException("a broken layer");
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
      throw new IOException("a broken layer");
    }

    @Override
    public boolean flush() throws IOException {
      throw new IOException("a broken layer");
    }

    @Override
    public void shutdownOutput() {
      // Nothing gets through it.
    }
  }

  @Test
  void withoutAListenerTheFirstCaseFailsAndTheOthersAreSkipped() {
    List<CaseResult> results = verify(new InetSocketAddress(HOST, 7));
    assertThat(results.getFirst().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(results.getFirst().seen()).contains("refused");
    assertThat(results.subList(1, results.size()))
        .allSatisfy(result -> assertThat(result.verdict()).isEqualTo(Verdict.SKIP));
  }
}
