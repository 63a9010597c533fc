package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.layer.Layer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A connection that is refused what it sends ends with an alert (RFC 8446, section 6.2): for the
 * peer an end without one is a network that has failed.
 */
final class AlertTest {

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private final Dispatcher dispatcher = new Dispatcher(network.openKernel());
  private final Wire wire = new Wire();
  private Layer layer;

  @BeforeEach
  void makeServer() {
    layer =
        new ServerTls(
                ServerTls.Credentials.of(Identity.selfSigned(List.of("localhost"))),
                TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE))
            .over(wire, Wire.context(dispatcher));
  }

  @AfterEach
  void close() {
    layer.close();
    dispatcher.close();
  }

  private static SSLEngine client(String version) throws SSLException {
    SSLEngine engine = Contexts.make(null, new BelievesAll()).createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    engine.beginHandshake();
    return engine;
  }

  /** What the client makes of that which has come. */
  private void unwrapAll(SSLEngine client) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(Buffers.BYTES);
    wire.toClient.flip();
    while (wire.toClient.hasRemaining() && !client.isInboundDone()) {
      client.unwrap(wire.toClient, plain);
    }
    wire.toClient.compact();
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, 474554202f20485454502f312e30",
    "TLSv1.3, 474554202f20485454502f312e30",
    "TLSv1.2, 180303000301400000",
    "TLSv1.3, 180303000301400000",
    "TLSv1.2, 170303ffff00",
    "TLSv1.3, 170303ffff00",
    "TLSv1.2, 160303000400000000",
  })
  void whatIsRefusedIsAnsweredByAnAlert(String version, String bytes) throws Exception {
    SSLEngine client = client(version);
    wire.shakeHands(client, layer);
    wire.toServer.put(HexFormat.of().parseHex(bytes));
    assertThatThrownBy(() -> layer.read(ByteBuffer.allocate(100))).isInstanceOf(SSLException.class);
    assertThatThrownBy(() -> unwrapAll(client))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("unexpected_message");
  }

  @Test
  void soIsAFloodOfKeyUpdates() throws Exception {
    SSLEngine client = client("TLSv1.3");
    wire.shakeHands(client, layer);
    wire.more =
        () -> {
          client.beginHandshake();
          client.wrap(ByteBuffer.allocate(0), wire.toServer);
          unwrapAll(client);
        };
    assertThatThrownBy(() -> layer.read(ByteBuffer.allocate(100)))
        .hasMessageContaining("record upon record without data");
    assertThatThrownBy(() -> unwrapAll(client)).hasMessageContaining("unexpected_message");
  }

  /** It would take a close_notify for an end without a failure. */
  @ParameterizedTest
  @CsvSource({"TLSv1.2", "TLSv1.3"})
  void aHandshakeThatTakesTooLongEndsWithoutACloseNotify(String version) throws Exception {
    SSLEngine client = client(version);
    client.wrap(ByteBuffer.allocate(0), wire.toServer);
    layer.flush();
    int written = wire.writes;
    dispatcher.monitor(Duration.ofSeconds(20));
    assertThatThrownBy(() -> layer.read(ByteBuffer.allocate(100)))
        .hasMessageContaining("not done within 10000 ms");
    assertThat(wire.writes).isEqualTo(written);
  }

  /** Whose peer speaks no TLS would take an alert for garbage. */
  @Test
  void aPeerThatHasSaidNothingOfTlsGetsNone() {
    wire.toServer.put("GET / HTTP/1.0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> layer.read(ByteBuffer.allocate(100)))
        .hasMessageContaining("is not TLS");
    assertThat(wire.writes).isZero();
  }
}
