package io.echod.scheme;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.scheme.live.SocketPrompt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client at the other end of a {@link SocketPrompt}. */
final class SocketClient implements AutoCloseable {

  private final SocketChannel channel;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final Background reading;

  private SocketClient(SocketChannel channel) {
    this.channel = channel;
    reading = Background.run("socket client", this::read);
  }

  static SocketClient connect(LiveSession session, Path socket) throws IOException {
    // Once it is live, it listens.
    session.live();
    return new SocketClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      while (channel.read(buffer.clear()) >= 0) {
        received.write(buffer.array(), 0, buffer.position());
      }
    } catch (IOException closed) {
      // By the test.
    }
  }

  void send(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  String text() {
    return received.toString(StandardCharsets.UTF_8);
  }

  void await(String text) {
    Await.until(() -> text + " in: " + text(), () -> text().contains(text));
  }

  void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  void hangUp() throws IOException {
    channel.close();
  }

  void awaitEnd() {
    reading.join();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
