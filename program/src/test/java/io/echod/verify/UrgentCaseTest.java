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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verdicts of the case about urgent bytes on servers on sockets of this system. */
class UrgentCaseTest {

  private static final int SENT = 2_000;

  /** A server for one client, which treats urgent bytes in its way. */
  private static CaseResult verify(boolean isInline, int returned) throws Exception {
    try (ServerSocket listener = new ServerSocket()) {
      listener.bind(Loopback.ipv4(0));
      Thread server =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket client = listener.accept()) {
                  client.setOOBInline(isInline);
                  echo(client, returned);
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
   * Returns so many bytes once all have come, and more than came where so many are wanted; nothing
   * to a client that has ended its output at that time.
   */
  private static void echo(Socket client, int returned) throws IOException {
    InputStream input = client.getInputStream();
    byte[] bytes = input.readNBytes(SENT + (client.getOOBInline() ? 1 : 0));
    client.setSoTimeout(200);
    try {
      if (input.read() < 0) {
        return;
      }
    } catch (SocketTimeoutException open) {
      client.getOutputStream().write(Arrays.copyOf(bytes, returned));
    }
    client.shutdownOutput();
    client.setSoTimeout(0);
    input.transferTo(OutputStream.nullOutputStream());
  }

  @ParameterizedTest
  @CsvSource({
    "true, 2001, pass, it came back within the stream",
    "true, 2002, fail, more came back than was sent",
    "false, 2000, pass, it stays outside the stream",
    "false, 2001, fail, more came back than was sent",
    "false, 1000, fail, '1000 of 2000 bytes came back, then the end'",
    "false, 0, fail, '0 of 2000 bytes came back, then the end'"
  })
  void onlyTheUrgentByteIsJudged(boolean isInline, int returned, String verdict, String seen)
      throws Exception {
    CaseResult result = verify(isInline, returned);
    assertThat(result.verdict().label()).as(result.seen()).isEqualTo(verdict);
    assertThat(result.seen()).contains(seen);
  }
}
