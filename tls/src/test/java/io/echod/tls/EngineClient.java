package io.echod.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/** A client that blocks, and decides itself which records go out together. */
final class EngineClient {

  private static final int BYTES = 64 * 1024;

  private final SSLEngine engine;
  private final SocketChannel channel;
  private final ByteBuffer incoming = ByteBuffer.allocate(BYTES).flip();
  private final ByteBuffer outgoing = ByteBuffer.allocate(BYTES);
  private final ByteBuffer plain = ByteBuffer.allocate(BYTES);

  EngineClient(SSLEngine engine, SocketChannel channel) {
    this.engine = engine;
    this.channel = channel;
  }

  void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> {
          wrap(ByteBuffer.allocate(0));
          flush();
        }
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
        default -> {
          return;
        }
      }
    }
  }

  private void wrap(ByteBuffer bytes) throws IOException {
    engine.wrap(bytes, outgoing);
  }

  private void flush() throws IOException {
    outgoing.flip();
    while (outgoing.hasRemaining()) {
      channel.write(outgoing);
    }
    outgoing.clear();
  }

  /** Whether there was something to take in: not at the end of the connection. */
  private boolean unwrap() throws IOException {
    plain.clear();
    SSLEngineResult result = engine.unwrap(incoming, plain);
    if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      return true;
    }
    incoming.compact();
    int count = channel.read(incoming);
    incoming.flip();
    return count >= 0;
  }

  /** Sends bytes and the close_notify, in one piece. */
  void sendAndEnd(byte[] bytes) throws IOException {
    wrap(ByteBuffer.wrap(bytes));
    engine.closeOutbound();
    wrap(ByteBuffer.allocate(0));
    flush();
  }

  /** Takes in all records, up to a close_notify or the end of the connection. */
  void receiveToEnd() throws IOException {
    while (!engine.isInboundDone() && unwrap()) {
      // The engine knows what has come.
    }
  }
}
