package io.echod.tls;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.layer.Layer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Below a layer of a server: what has come for each end, and how much the socket takes. */
final class Wire implements Layer {

  final ByteBuffer toServer = ByteBuffer.allocate(2 * Buffers.BYTES);
  final ByteBuffer toClient = ByteBuffer.allocate(2 * Buffers.BYTES);
  int room = Integer.MAX_VALUE;

  /** How often something was written. */
  int writes;

  /** Makes what comes next. */
  Making more = () -> {};

  /** Makes bytes that come for the server. */
  @FunctionalInterface
  interface Making {
    void make() throws SSLException;
  }

  /** A client's engine of TLS 1.3, whose handshake has begun. */
  static SSLEngine client() throws SSLException {
    SSLEngine engine = Contexts.make(null, new BelievesAll()).createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    engine.beginHandshake();
    return engine;
  }

  /** Has both ends shake hands, to the end. */
  void shakeHands(SSLEngine client, Layer server) throws Exception {
    ByteBuffer nothing = ByteBuffer.allocate(Buffers.BYTES);
    while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING || !server.isReady()) {
      switch (client.getHandshakeStatus()) {
        case NEED_TASK -> client.getDelegatedTask().run();
        case NEED_WRAP -> client.wrap(ByteBuffer.allocate(0), toServer);
        default -> {
          server.flush();
          toClient.flip();
          client.unwrap(toClient, nothing);
          toClient.compact();
        }
      }
    }
  }

  /** The context of a connection that there is not. */
  static Layer.Context context(Dispatcher dispatcher) {
    return new FixedContext(dispatcher);
  }

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
    writes++;
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
