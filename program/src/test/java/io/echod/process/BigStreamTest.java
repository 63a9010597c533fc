package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BigStreamTest {

  private static final long BYTES = 1L << 30;

  @Test
  void aGibibyteComesBackWithTheSameHash() throws Exception {
    try (EchodProcess echod = EchodProcess.serve()) {
      String[] sent = {""};
      SocketAddress address = echod.address();
      try (SocketChannel channel = SocketChannel.open(address)) {
        Background sender = Background.run("sender", () -> sent[0] = send(channel));
        String received = receive(channel);
        sender.join();
        assertThat(received).isEqualTo(sent[0]);
      }
    }
  }

  private static String send(SocketChannel channel) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] bytes = EchoClient.pattern(1, 1 << 20);
    for (long left = BYTES; left > 0; left -= bytes.length) {
      // No two pieces are the same, so that one lost, doubled or moved is seen.
      ByteBuffer.wrap(bytes).putLong(left);
      digest.update(bytes);
      ByteBuffer piece = ByteBuffer.wrap(bytes);
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
    }
    channel.shutdownOutput();
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String receive(SocketChannel channel) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    long received = 0;
    for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer)) {
      received += count;
      digest.update(buffer.flip());
      buffer.clear();
    }
    assertThat(received).isEqualTo(BYTES);
    return HexFormat.of().formatHex(digest.digest());
  }
}
