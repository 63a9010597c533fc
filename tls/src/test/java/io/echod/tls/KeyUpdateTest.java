package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.layer.Layer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
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
      Layer layer = tls().over(wire, new FixedContext(dispatcher));
      SSLEngine client = client();
      shakeHands(client, layer, wire);
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
      Layer layer = tls().over(wire, new FixedContext(dispatcher));
      SSLEngine client = client();
      shakeHands(client, layer, wire);
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

  private static ServerTls tls() {
    return new ServerTls(
        ServerTls.Credentials.of(Identity.selfSigned(List.of("localhost"))),
        TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE));
  }

  private static SSLEngine client() throws SSLException {
    SSLEngine engine = Contexts.make(null, new BelievesAll()).createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    engine.beginHandshake();
    return engine;
  }

  private static void shakeHands(SSLEngine client, Layer layer, Wire wire) throws Exception {
    ByteBuffer nothing = ByteBuffer.allocate(Buffers.BYTES);
    while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING || !layer.isReady()) {
      switch (client.getHandshakeStatus()) {
        case NEED_TASK -> client.getDelegatedTask().run();
        case NEED_WRAP -> client.wrap(ByteBuffer.allocate(0), wire.toServer);
        default -> {
          layer.flush();
          wire.toClient.flip();
          client.unwrap(wire.toClient, nothing);
          wire.toClient.compact();
        }
      }
    }
  }

  @FunctionalInterface
  private interface Making {
    void make() throws SSLException;
  }

  /** Below the layer: what has come for each end, and how much the socket takes. */
  private static final class Wire implements Layer {

    final ByteBuffer toServer = ByteBuffer.allocate(2 * Buffers.BYTES);
    final ByteBuffer toClient = ByteBuffer.allocate(2 * Buffers.BYTES);
    int room = Integer.MAX_VALUE;

    /** Makes what comes next. */
    Making more = () -> {};

    @Override
    public int read(ByteBuffer buffer) {
      if (toServer.position() == 0) {
        try {
          more.make();
        } catch (SSLException broken) {
          throw new AssertionError(broken);
        }
      }
      toServer.flip();
      int count = Math.min(buffer.remaining(), toServer.remaining());
      for (int index = 0; index < count; index++) {
        buffer.put(toServer.get());
      }
      toServer.compact();
      return count;
    }

    @Override
    public int write(ByteBuffer buffer) {
      int count = Math.min(room, buffer.remaining());
      for (int index = 0; index < count; index++) {
        toClient.put(buffer.get());
      }
      return count;
    }

    @Override
    public boolean flush() {
      return true;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public int readNeeds() {
      return Ready.READ;
    }

    @Override
    public int writeNeeds() {
      return Ready.WRITE;
    }

    @Override
    public boolean holdsInput() {
      return false;
    }

    @Override
    public void close() {}
  }

  /** Of a connection that there is not. */
  private record FixedContext(Dispatcher dispatcher) implements Layer.Context {

    @Override
    public boolean isOutbound() {
      return false;
    }

    @Override
    public SocketAddress localAddress() {
      return new InetSocketAddress(443);
    }

    @Override
    public SocketAddress remoteAddress() {
      return new InetSocketAddress(50_000);
    }

    @Override
    public int unacknowledged() {
      return -1;
    }

    @Override
    public long roomToKeep() {
      return Long.MAX_VALUE;
    }

    @Override
    public void keep(long moreBytes) {}

    @Override
    public void abort() {}

    @Override
    public void changed() {}
  }
}
