package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Urgent data on the kernel that sees it. */
final class EpollUrgentDataTest extends UrgentDataContract {

  @Override
  protected Kernel openKernel() throws IOException {
    return new EpollKernel();
  }

  @Test
  void anUrgentByteIsDeliveredAsExceptAndReadByItself() throws IOException {
    Listener listener = listen();
    int port = ((InetSocketAddress) listener.address()).getPort();
    List<Object> diary = new ArrayList<>();
    try (Socket peer = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      Connection server = Blocking.accept(listener, Duration.ofSeconds(20)).orElseThrow();
      server.onIo(
          Reason.EXCEPT,
          (_, reason) -> {
            diary.add(reason);
            diary.add(server.readUrgent());
            diary.add(server.readUrgent());
          });
      peer.getOutputStream().write("before".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      dispatcher.monitor(Duration.ofMillis(20));
      assertThat(diary).as("in-band bytes are not urgent").isEmpty();

      peer.sendUrgentData(0xE9);
      until("the urgent byte was reported", () -> !diary.isEmpty());
      assertThat(diary).containsExactly(Reason.EXCEPT, 0xE9, -1);
      assertQuiet();
    }
  }

  @Test
  void anUrgentByteThatIsNotReadIsReportedAgainUntilTheStreamIsReadPastIt() throws IOException {
    Listener listener = listen();
    int port = ((InetSocketAddress) listener.address()).getPort();
    int[] reported = {0};
    try (Socket peer = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      End server = new End(Blocking.accept(listener, Duration.ofSeconds(20)).orElseThrow());
      server.connection.onIo(Reason.EXCEPT, (_, _) -> reported[0]++);
      peer.sendUrgentData('!');
      until("it was notified three times", () -> reported[0] >= 3);
      peer.getOutputStream().write('x');
      server.reading();
      untilReceived(server, new byte[] {'x'});
      assertQuiet();
    }
  }
}
