package io.echod.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.Loopback;
import io.echod.net.ConnectionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the case about urgent bytes says of servers on sockets of this system. */
class UrgentCaseTest {

  private static final int SENT = 2_000;

  /** A server for one client, which treats urgent bytes in its way. */
  private static CaseResult verify(boolean isInline, int endsAfter) throws Exception {
    try (ServerSocket listener = new ServerSocket()) {
      listener.bind(Loopback.ipv4(0));
      Thread server =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket client = listener.accept()) {
                  client.setOOBInline(isInline);
                  echo(client, endsAfter);
                } catch (IOException lost) {
                  // The client has seen enough.
                }
              });
      VerifyOptions options =
          new VerifyOptions(
              listener.getLocalSocketAddress(),
              ConnectionOptions.DEFAULT,
              false,
              Duration.ofSeconds(30));
      try (Dispatcher dispatcher = new Dispatcher(new NioKernel())) {
        Verification verification =
            new Verification(dispatcher, options, List.of(UrgentCase.CASE), _ -> {});
        verification.start();
        dispatcher.monitor();
        server.join();
        return verification.results().getFirst();
      }
    }
  }

  /**
   * Echoes so much once all has come, and nothing to a client that has ended its output by then.
   */
  private static void echo(Socket client, int endsAfter) throws IOException {
    InputStream input = client.getInputStream();
    byte[] bytes = input.readNBytes(SENT + (client.getOOBInline() ? 1 : 0));
    client.setSoTimeout(200);
    try {
      if (input.read() < 0) {
        return;
      }
    } catch (SocketTimeoutException open) {
      client.getOutputStream().write(bytes, 0, Math.min(bytes.length, endsAfter));
    }
    client.shutdownOutput();
    client.setSoTimeout(0);
    input.transferTo(OutputStream.nullOutputStream());
  }

  @ParameterizedTest
  @CsvSource({
    "true, 9999, pass, it came back within the stream",
    "false, 9999, pass, it stays outside the stream",
    "false, 1000, fail, '1000 of 2000 bytes came back, then the end'",
    "false, 0, fail, '0 of 2000 bytes came back, then the end'"
  })
  void onlyTheUrgentByteIsJudged(boolean isInline, int endsAfter, String verdict, String seen)
      throws Exception {
    CaseResult result = verify(isInline, endsAfter);
    assertThat(result.verdict().label()).as(result.seen()).isEqualTo(verdict);
    assertThat(result.seen()).contains(seen);
  }
}
