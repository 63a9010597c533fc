package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** An echo, and a client whose close_notify comes together with its last data. */
final class CloseNotifyTest {

  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 443);

  /**
   * RFC 5246, section 7.2.1: a close_notify is answered by one, and what is still to be written is
   * discarded. Without the answer, the client would take the end for a truncation.
   */
  @Test
  void aCloseNotifyOfTls12IsAnsweredWhereTheEchoCanBeWrittenNoMore() throws Exception {
    Client client = exchange("TLSv1.2");
    assertThat(client.isClosedByNotice).isTrue();
  }

  @Test
  void aCloseNotifyOfTls13IsAnsweredBehindTheEcho() throws Exception {
    Client client = exchange("TLSv1.3");
    assertThat(client.isClosedByNotice).isTrue();
    assertThat(client.gotBytes).isEqualTo(Client.DATA_BYTES);
  }

  private static Client exchange(String version) throws Exception {
    TlsOptions options = TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE);
    ServerTls tls =
        new ServerTls(ServerTls.Credentials.of(Identity.selfSigned(List.of("localhost"))), options);
    SSLEngine engine = Contexts.make(null, new BelievesAll()).createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    Client client = new Client(engine);
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      client.onEnd = () -> dispatcher.post(dispatcher::stop);
      Listener.listen(
              dispatcher,
              ADDRESS,
              ListenerOptions.DEFAULT.withConnections(ConnectionOptions.DEFAULT.withLayers(tls)))
          .onConnection(made -> made.onIo(Reason.READ, (_, _) -> echo(made)));
      network.connect(ADDRESS, client);
      dispatcher.monitor();
    }
    return client;
  }

  private static void echo(Connection made) {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      if (made.read(buffer) == Connection.END) {
        made.close();
      } else {
        made.write(buffer.flip());
      }
    } catch (IOException lost) {
      made.close();
    }
  }

  /** Sends its data and its close_notify at once. */
  private static final class Client implements SimPeer.Behaviour {

    static final int DATA_BYTES = 100;

    private final SSLEngine engine;
    private final ByteBuffer plain = ByteBuffer.allocate(Buffers.BYTES);
    private ByteBuffer came = ByteBuffer.allocate(0);
    Runnable onEnd = () -> {};
    int gotBytes;
    boolean isClosedByNotice;

    Client(SSLEngine engine) {
      this.engine = engine;
    }

    @Override
    public void connected(SimPeer peer) {
      try {
        engine.beginHandshake();
      } catch (SSLException failed) {
        throw new IllegalStateException(failed);
      }
      goOn(peer);
    }

    @Override
    public void readable(SimPeer peer) {
      byte[] bytes = peer.receive(Integer.MAX_VALUE);
      came = ByteBuffer.allocate(came.remaining() + bytes.length).put(came).put(bytes).flip();
      goOn(peer);
    }

    @Override
    public void ended(SimPeer peer) {
      isClosedByNotice = engine.isInboundDone();
      peer.close();
      onEnd.run();
    }

    private void goOn(SimPeer peer) {
      ByteBuffer out = ByteBuffer.allocate(2 * Buffers.BYTES);
      try {
        boolean goesOn = true;
        while (goesOn) {
          goesOn = step(out);
        }
      } catch (SSLException failed) {
        throw new IllegalStateException(failed);
      }
      byte[] bytes = Arrays.copyOf(out.array(), out.position());
      peer.send(bytes, 0, bytes.length);
    }

    private boolean step(ByteBuffer out) throws SSLException {
      SSLEngineResult result;
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          engine.getDelegatedTask().run();
          return true;
        }
        case NEED_WRAP -> result = engine.wrap(ByteBuffer.allocate(0), out);
        default -> {
          if (!came.hasRemaining()) {
            return false;
          }
          result = engine.unwrap(came, plain.clear());
          gotBytes += plain.position();
        }
      }
      if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && !engine.isOutboundDone()) {
        engine.wrap(ByteBuffer.allocate(DATA_BYTES), out);
        engine.closeOutbound();
      }
      return result.getStatus() == Status.OK;
    }
  }
}
