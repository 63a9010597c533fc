package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.layer.Layer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Test;

/** A handshake takes a limited number of records, and few of them in one turn. */
final class HandshakeFloodTest {

  private static final int RECORDS_MAX = 65_536;
  private static final int AT_ONCE_MAX = 256;

  /** A warning that means nothing: user_canceled (RFC 8446, section 6.1). */
  private static final byte[] WARNING = {21, 3, 3, 0, 2, 1, 90};

  @Test
  void aFloodOfWarningsIsCutAndDelaysNoOtherMeanwhile() throws Exception {
    try (Dispatcher dispatcher = new Dispatcher(new SimNetwork(SimOptions.calm(1)).openKernel())) {
      Wire wire = new Wire();
      int[] sent = {0};
      wire.more =
          () -> {
            if (sent[0] < 2 * RECORDS_MAX) {
              sent[0]++;
              wire.toServer.put(WARNING);
            }
          };
      Layer layer =
          new ServerTls(
                  ServerTls.Credentials.of(Identity.selfSigned(List.of("localhost"))),
                  TlsOptions.DEFAULT
                      .withTasks(Tasks.IN_PLACE)
                      .withHandshakeTimeout(Duration.ofDays(1)))
              .over(wire, Wire.context(dispatcher));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      for (int turn = 0; turn < RECORDS_MAX / AT_ONCE_MAX - 1; turn++) {
        int before = sent[0];
        assertThat(layer.read(buffer)).isZero();
        assertThat(layer.readNeeds()).as("needs of a layer that waits for a turn").isZero();
        assertThat(sent[0] - before).isLessThanOrEqualTo(AT_ONCE_MAX + 1);
        // Nothing more before the next turn, be it called or not.
        assertThat(layer.read(buffer)).isZero();
        assertThat(sent[0] - before).isLessThanOrEqualTo(AT_ONCE_MAX + 1);
        dispatcher.monitor(Duration.ZERO);
      }
      assertThatThrownBy(() -> layer.read(buffer))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("record upon record without data");
      // One more was there to be read.
      assertThat(sent[0]).isEqualTo(RECORDS_MAX + 1);
      layer.close();
    }
  }

  @Test
  void theLastRecordThatAHandshakeMayTakeIsRead() throws Exception {
    byte[] record = {22, 3, 3, 0, 1, 1};
    Wire wire = new Wire();
    wire.more = () -> wire.toServer.put(record);
    Records records = new Records(wire, new Buffers());
    ByteBuffer target = ByteBuffer.allocate(100);
    for (int number = 0; number < RECORDS_MAX; number++) {
      assertThat(records.read(target.clear())).isEqualTo(record.length);
    }
    assertThatThrownBy(() -> records.read(target.clear()))
        .isInstanceOf(SSLProtocolException.class)
        .hasMessageContaining("record upon record without data");
    assertThat(records.count()).isEqualTo(RECORDS_MAX);
  }
}
