package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.layer.Layer;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of a flight go out together. */
final class FlightTest {

  private static Layer server(Wire wire, Dispatcher dispatcher) {
    ServerTls tls =
        new ServerTls(
            ServerTls.Credentials.of(Identity.selfSigned(List.of("localhost"))),
            TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE));
    return tls.over(wire, Wire.context(dispatcher));
  }

  /** From ServerHello to Finished; and the session ticket, which answers the client's Finished. */
  @Test
  void aHandshakeTakesTwoWrites() throws Exception {
    try (Dispatcher dispatcher = new Dispatcher(new SimNetwork(SimOptions.calm(1)).openKernel())) {
      Wire wire = new Wire();
      Layer layer = server(wire, dispatcher);
      wire.shakeHands(Wire.client(), layer);
      assertThat(wire.writes).isEqualTo(2);
      layer.close();
    }
  }

  /** The socket may take a part of a flight, or nothing for a while. */
  @ParameterizedTest
  @ValueSource(ints = {1, 100, 700})
  void aFlightThatIsTakenInPartsIsWhole(int room) throws Exception {
    try (Dispatcher dispatcher = new Dispatcher(new SimNetwork(SimOptions.calm(1)).openKernel())) {
      Wire wire = new Wire();
      wire.room = 0;
      Layer layer = server(wire, dispatcher);
      SSLEngine client = Wire.client();
      client.wrap(ByteBuffer.allocate(0), wire.toServer);
      assertThat(layer.flush()).isFalse();
      assertThat(layer.readNeeds()).isEqualTo(Ready.WRITE);
      assertThat(wire.toClient.position()).isZero();

      wire.room = room;
      wire.shakeHands(client, layer);
      assertThat(layer.readNeeds()).isEqualTo(Ready.READ);

      wire.room = Integer.MAX_VALUE;
      assertThat(layer.write(ByteBuffer.wrap(new byte[10]))).isEqualTo(10);
      assertThat(layer.flush()).isTrue();
      ByteBuffer plain = ByteBuffer.allocate(Buffers.BYTES);
      wire.toClient.flip();
      while (wire.toClient.hasRemaining()) {
        client.unwrap(wire.toClient, plain);
      }
      assertThat(plain.position()).isEqualTo(10);
      layer.close();
    }
  }
}
