package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Urgent data is no trouble to a kernel, whether it can see it or not. The peer is a plain socket,
 * as nothing here sends any.
 */
abstract class UrgentDataContract extends TcpContract {

  @Test
  void theStreamAroundUrgentBytesIsWholeAndNothingSpins() throws IOException {
    Listener listener = listen();
    int port = ((InetSocketAddress) listener.address()).getPort();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (Socket peer = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      End server = new End(Blocking.accept(listener, Duration.ofSeconds(20)).orElseThrow());
      server.reading();
      for (int part = 0; part < 20; part++) {
        // The mark stands before, within or behind what one read could take; in the first part it
        // stands alone.
        byte[] before = TestBytes.pattern(sent.size(), part % 3 * 100);
        sent.writeBytes(before);
        byte[] behind = TestBytes.pattern(sent.size(), part % 4 * 100);
        sent.writeBytes(behind);
        peer.getOutputStream().write(before);
        peer.sendUrgentData('!');
        peer.getOutputStream().write(behind);
        settle();
      }
      untilReceived(server, sent.toByteArray());

      assertQuiet();

      peer.shutdownOutput();
      until("the end was reported", () -> server.endsReported == 1);
      assertThat(server.received()).isEqualTo(sent.toByteArray());
    }
  }
}
