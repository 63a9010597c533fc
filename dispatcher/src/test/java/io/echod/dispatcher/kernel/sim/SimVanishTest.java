package io.echod.dispatcher.kernel.sim;

import static io.echod.dispatcher.kernel.Ready.LOST;
import static io.echod.dispatcher.kernel.Ready.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that vanish without notice: which end finds out, and when (tcp(7)). */
final class SimVanishTest {

  private static final long UNACKNOWLEDGED_NANOS = 924 * SimFixture.SECOND;
  private static final long KEEP_ALIVE_NANOS = (7_200 + 9 * 75) * SimFixture.SECOND;

  private final SimFixture world = SimFixture.with(Fault.PEER_VANISHES, 1);
  private StreamSource sender;
  private StreamSource idle;

  /** Bytes sent vanish with the peer; the end that has sent nothing is idle. */
  @BeforeEach
  void vanish() throws IOException {
    StreamPair pair = world.pair();
    sender = pair.client();
    idle = pair.server();
  }

  private void send() throws IOException {
    assertThat(sender.write(SimFixture.bytes("x"))).isEqualTo(1);
    assertThat(world.network.count(Fault.PEER_VANISHES)).isEqualTo(1);
  }

  @Test
  void nothingArrivesAnyMoreInEitherDirection() throws IOException {
    send();
    assertThat(idle.write(SimFixture.bytes("y"))).isEqualTo(1);
    sender.shutdownOutput();
    world.sleep(900 * SimFixture.SECOND);
    assertThat(SimFixture.read(sender)).isEmpty();
    assertThat(SimFixture.read(idle)).isEmpty();
    assertThat(world.network.count(Fault.PEER_VANISHES)).isEqualTo(1);
  }

  @Test
  void whoHasSentHearsOfItAfterAQuarterOfAnHour() throws IOException {
    send();
    world.sleep(UNACKNOWLEDGED_NANOS - SimFixture.MILLI);
    assertThat(sender.failure()).isNull();
    world.sleep(SimFixture.MILLI);
    assertThat(sender.failure()).hasMessage("Connection timed out");
    assertThat(world.await(0)).containsExactly(sender);
    assertThat(world.ready.reasons(0)).isEqualTo(LOST);
    assertThatIOException()
        .isThrownBy(() -> SimFixture.read(sender))
        .withMessage("Connection timed out");
  }

  @Test
  void whoWaitsWithoutProbesNeverHearsOfIt() throws IOException {
    send();
    world.sleep(100 * KEEP_ALIVE_NANOS);
    assertThat(idle.failure()).isNull();
    assertThat(SimFixture.read(idle)).isEmpty();
  }

  @Test
  void whoWaitsAndThenSendsHearsOfItAQuarterOfAnHourLater() throws IOException {
    send();
    world.sleep(KEEP_ALIVE_NANOS);
    idle.shutdownOutput();
    world.sleep(UNACKNOWLEDGED_NANOS - SimFixture.MILLI);
    assertThat(idle.failure()).isNull();
    world.sleep(SimFixture.SECOND);
    assertThat(idle.failure()).hasMessage("Connection timed out");
  }

  @Test
  void probesFindItOutForACallerThatWaits() throws IOException {
    idle.option(StandardSocketOptions.SO_KEEPALIVE, true);
    idle.interest(READ);
    send();
    world.sleep(KEEP_ALIVE_NANOS - SimFixture.MILLI);
    assertThat(idle.failure()).isNull();
    world.sleep(SimFixture.MILLI);
    assertThat(world.await(0)).contains(idle);
    assertThatIOException()
        .isThrownBy(() -> SimFixture.read(idle))
        .withMessage("Connection timed out");
  }

  @Test
  void probesComeAsTheOptionsSay() throws IOException {
    idle.option(SimOptionTest.named("TCP_KEEPIDLE"), 10);
    idle.option(SimOptionTest.named("TCP_KEEPINTERVAL"), 2);
    idle.option(SimOptionTest.named("TCP_KEEPCOUNT"), 3);
    send();
    world.sleep(SimFixture.SECOND);
    idle.option(StandardSocketOptions.SO_KEEPALIVE, true);
    world.sleep(16 * SimFixture.SECOND - SimFixture.MILLI);
    assertThat(idle.failure()).isNull();
    world.sleep(SimFixture.MILLI);
    assertThat(idle.failure()).isNotNull();
  }

  @Test
  void probesThatAreTakenBackReportNothing() throws IOException {
    idle.option(StandardSocketOptions.SO_KEEPALIVE, true);
    send();
    world.sleep(SimFixture.SECOND);
    idle.option(StandardSocketOptions.SO_KEEPALIVE, false);
    world.sleep(2 * KEEP_ALIVE_NANOS);
    assertThat(idle.failure()).isNull();
  }

  @Test
  void whatHadComeStaysReadable() throws IOException {
    List<SimPeer> peers = new ArrayList<>();
    ListeningSource listener = world.listen();
    world.network.connect(
        listener.localAddress(),
        new SimPeer.Behaviour() {
          @Override
          public void connected(SimPeer peer) {
            peers.add(peer);
          }
        });
    StreamSource server = StreamPair.accept(world.kernel, listener);
    world.until(() -> !peers.isEmpty());
    assertThat(peers.getFirst().isVanished()).isFalse();
    assertThat(server.write(SimFixture.bytes("x"))).isEqualTo(1);
    assertThat(peers.getFirst().isVanished()).isTrue();
    assertThat(peers.getFirst().isDisturbed()).isTrue();
    assertThat(server.write(SimFixture.bytes("x".repeat(1 << 17)))).isEqualTo((1 << 16) - 1);
    world.sleep(SimFixture.SECOND);
    assertThat(peers.getFirst().available()).isZero();
  }

  @Test
  void aCalmNetworkBringsNoPeerBack() throws IOException {
    send();
    world.network.calm();
    idle.write(SimFixture.bytes("z"));
    world.sleep(UNACKNOWLEDGED_NANOS);
    assertThatIOException().isThrownBy(() -> SimFixture.read(sender));
  }
}
