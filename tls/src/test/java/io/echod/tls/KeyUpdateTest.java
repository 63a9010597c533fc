package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.layer.Layer;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** KeyUpdates (RFC 8446, section 4.6.3): a read has to write the answer, and reads no flood. */
final class KeyUpdateTest {

  private static final int DATA_BYTES = 10;

  /** Otherwise the layer waits for WRITE for ever: the socket is writable, so that it spins. */
  @Test
  void aWriteOfTheUserEndsTheWaitOfARead() throws Exception {
    try (Dispatcher dispatcher = new Dispatcher(new SimNetwork(SimOptions.calm(1)).openKernel())) {
      Wire wire = new Wire();
      Layer layer = tls().over(wire, Wire.context(dispatcher));
      SSLEngine client = Wire.client();
      wire.shakeHands(client, layer);
      client.wrap(ByteBuffer.allocate(DATA_BYTES), wire.toServer);
      client.beginHandshake();
      client.wrap(ByteBuffer.allocate(0), wire.toServer);

      wire.room = 0;
      ByteBuffer buffer = ByteBuffer.allocate(100);
      assertThat(layer.read(buffer)).isEqualTo(DATA_BYTES);
      assertThat(layer.readNeeds()).isEqualTo(Ready.WRITE);

      wire.room = Integer.MAX_VALUE;
      assertThat(layer.write(buffer.flip())).isEqualTo(DATA_BYTES);
      assertThat(layer.flush()).isTrue();
      assertThat(layer.readNeeds()).isEqualTo(Ready.READ);
      layer.close();
    }
  }

  /** One call must not read for as long as the peer sends: others are not served meanwhile. */
  @Test
  void aFloodWithoutEndIsCutWithinOneRead() throws Exception {
    try (Dispatcher dispatcher = new Dispatcher(new SimNetwork(SimOptions.calm(1)).openKernel())) {
      Wire wire = new Wire();
      Layer layer = tls().over(wire, Wire.context(dispatcher));
      SSLEngine client = Wire.client();
      wire.shakeHands(client, layer);
      int[] updates = {0};
      wire.more =
          () -> {
            if (updates[0]++ < 10_000) {
              client.beginHandshake();
              client.wrap(ByteBuffer.allocate(0), wire.toServer);
              wire.toClient.clear();
            }
          };
      assertThatThrownBy(() -> layer.read(ByteBuffer.allocate(100)))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("record upon record without data");
      assertThat(updates[0]).isBetween(101, 110);
      layer.close();
    }
  }

  /** Each costs both ends new keys, whatever else the peer sends. */
  @Test
  void aFloodBetweenDataIsCutWithinASecond() throws Exception {
    try (Dispatcher dispatcher = new Dispatcher(new SimNetwork(SimOptions.calm(1)).openKernel())) {
      Wire wire = new Wire();
      Layer layer = tls().over(wire, Wire.context(dispatcher));
      SSLEngine client = Wire.client();
      wire.shakeHands(client, layer);
      for (int updates = 1; updates <= 200; updates++) {
        updateAndSend(client, wire);
        assertThat(layer.read(ByteBuffer.allocate(100))).as("%d", updates).isEqualTo(DATA_BYTES);
      }
      updateAndSend(client, wire);
      ByteBuffer last = ByteBuffer.allocate(100);
      assertThat(layer.read(last)).isEqualTo(DATA_BYTES);
      assertThatThrownBy(() -> layer.read(last))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("too many records without data in a second");
      layer.close();
    }
  }

  private static void updateAndSend(SSLEngine client, Wire wire) throws SSLException {
    client.beginHandshake();
    client.wrap(ByteBuffer.allocate(0), wire.toServer);
    client.wrap(ByteBuffer.allocate(DATA_BYTES), wire.toServer);
    wire.toClient.clear();
  }

  private static ServerTls tls() {
    return new ServerTls(
        ServerTls.Credentials.of(Identity.selfSigned(List.of("localhost"))),
        TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE));
  }
}
