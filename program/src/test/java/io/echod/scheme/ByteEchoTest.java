package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every byte comes back as it was sent. */
final class ByteEchoTest extends SchemeTest {

  private static final String ECHO =
      """
      (define (echo c r client)
        (let ((chunk %s))
          (if chunk %s (begin (iox-cancel c) (tcp-destroy client)))))
      (iox-onio d echo end IOX_READ (tcp-fd end))
      """;

  @ParameterizedTest
  @CsvSource({"0", "1", "1023", "1024", "1025", "65535", "65536", "65537", "1048576", "3000000"})
  void chunksOfAnySizeComeBack(int length) throws IOException {
    assertEchoed(ECHO.formatted("(tcp-read client -65536)", "(tcp-write client chunk)"), length);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "1000", "1000000"})
  void copiesComeBack(int length) throws IOException {
    assertEchoed(
        ECHO.formatted("(tcp-read client -1000)", "(tcp-write client (string-append chunk \"\"))"),
        length);
  }

  @ParameterizedTest
  @CsvSource({"7", "100000"})
  void countedBytesComeBack(int length) throws IOException {
    assertEchoed(ECHO.formatted("(tcp-read client 100000)", "(tcp-write client chunk)"), length);
  }

  @Test
  void bytesOfAStreamComeBack() throws IOException {
    String echo = ECHO.formatted("(lfn-read lines -50000)", "(lfn-write lines chunk)");
    // Until the first lfn-read, READ waits for a line.
    assertEchoed("(define lines (lfn-create end)) (lfn-read lines 0)" + echo, 300_000);
  }

  private void assertEchoed(String server, int length) throws IOException {
    byte[] bytes = EchoClient.pattern(length, length);
    EchoClient client = peer();
    scheme.run(server);
    Background sender =
        Background.run(
            "sender",
            () -> {
              client.send(bytes);
              client.endOutput();
            });
    byte[][] received = {null};
    Background receiver = Background.run("receiver", () -> received[0] = client.receiveToEnd());
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    sender.join();
    // Bytes that the connection still owes are written by the next monitoring.
    scheme.session.drain(Duration.ofSeconds(20));
    receiver.join();
    assertThat(received[0]).isEqualTo(bytes);
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void allTheBytesMayStandInAString() throws IOException {
    EchoClient client = peer();
    scheme.run(
        """
        (define all (make-string 256 #\\x))
        (do ((i 0 (+ i 1))) ((= i 256)) (string-set! all i (integer->char i)))
        """);
    byte[] expected = new byte[256];
    for (int each = 0; each < 256; each++) {
      expected[each] = (byte) each;
    }
    assertThat(scheme.value("(tcp-write end all)")).isEqualTo("256");
    assertThat(client.receive(256)).isEqualTo(expected);
    client.send(expected);
    assertThat(scheme.value("(string=? all (tcp-read end 256))")).isEqualTo("#t");
    client.send(expected);
    assertThat(scheme.value("(string-length (tcp-read end 256))")).isEqualTo("256");
    client.send(expected);
    scheme.run("(define same (tcp-read end 256)) (tcp-write end same 0)");
    assertThat(client.receive(256)).isEqualTo(expected);
  }
}
