package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.scheme.endpoint.TcpConnection;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The bytes that tcp-write accepts, and a client that does not read. */
final class WriteTest extends SchemeTest {

  private static final int QUEUED_BYTES_MAX = 1 << 20;

  private EchoClient small() throws IOException {
    listen("l");
    EchoClient client = client(65536);
    scheme.run("(define end (tcp-answer l 20)) (skt-setbuf (tcp-fd end) 65536 65536)");
    scheme.run("(define much (make-string 5000000 #\\m))");
    return client;
  }

  @Test
  void nothingIsWrittenInFullToo() throws IOException {
    peer();
    assertThat(scheme.value("(list (tcp-write end \"\") (tcp-write end \"\" 0))"))
        .isEqualTo("(0 0)");
  }

  @Test
  void withoutATimeoutAllIsWrittenHoweverLongItTakes() throws IOException {
    EchoClient client = small();
    Background reader =
        Background.run("reader", () -> assertThat(client.receive(5_000_000)).containsOnly('m'));
    assertThat(scheme.value("(tcp-write end much)")).isEqualTo("5000000");
    reader.join();
  }

  @Test
  void withATimeoutWhatTheSystemTookIsCounted() throws IOException {
    EchoClient client = small();
    scheme.run("(define now (tcp-write end much 0)) (define before (tv-tod))");
    assertThat(scheme.value("(< 0 now 5000000)")).isEqualTo("#t");
    scheme.run("(define later (tcp-write end much 0.03))");
    assertThat(scheme.value("(>= (- (tv-tod) before) 0.029)")).isEqualTo("#t");
    assertThat(scheme.value("(< later 5000000)")).isEqualTo("#t");
    assertThat(scheme.value("(tcp-up? end)")).isEqualTo("#t");
    int written = Integer.parseInt(scheme.value("(+ now later)"));
    scheme.run("(tcp-destroy end)");
    Background reader =
        Background.run("reader", () -> assertThat(client.receiveToEnd()).hasSize(written));
    scheme.session.drain(Duration.ofSeconds(20));
    reader.join();
  }

  @Test
  void inACallbackWhatTheSocketDoesNotTakeIsQueuedUpToALimit() throws IOException {
    EchoClient client = small();
    scheme.run(
        """
        (define accepted '())
        (iox-after d
          (lambda (c r u)
            (set! accepted (list (tcp-write end "0123456789") (tcp-write end much)
                                 (tcp-write end much) (tcp-write end "x" 0))))
          0 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    int total = Integer.parseInt(scheme.value("(apply + accepted)"));
    assertThat(scheme.value("(list (car accepted) (list-ref accepted 2) (list-ref accepted 3))"))
        .isEqualTo("(10 0 0)");
    TcpConnection end = (TcpConnection) scheme.session.definitions.valueOf("end");
    assertThat(end).isNotNull();
    assertThat(end.queuedBytes()).isBetween(QUEUED_BYTES_MAX / 2, QUEUED_BYTES_MAX);
    assertThat(scheme.value("(tcp-writeable? end)")).isEqualTo("#f");
    scheme.run("(tcp-destroy end)");
    byte[][] received = {null};
    Background reader = Background.run("reader", () -> received[0] = client.receiveToEnd());
    scheme.session.drain(Duration.ofSeconds(20));
    reader.join();
    assertThat(received[0]).hasSize(total).startsWith("0123456789mmm".getBytes(ISO_8859_1));
  }

  @Test
  void aClientThatNeverReadsIsNotReadFromAndOthersAreServed() throws IOException {
    listen("l");
    scheme.run(
        """
        (define served 0)
        (define (echo c r client)
          (let ((chunk (tcp-read client -65536)))
            (if chunk (begin (set! served (+ served (string-length chunk))) (tcp-write client chunk))
                (begin (tcp-destroy client) (if (tcp-destroy l) (iox-destroy d))))))
        (define (new-client c r l)
          (let ((client (tcp-answer l)))
            (skt-setbuf (tcp-fd client) 65536 65536)
            (iox-onio d echo client IOX_READ (tcp-fd client))))
        (iox-onio d new-client l IOX_READ (tcp-fd l))
        """);
    byte[] bytes = EchoClient.pattern(9, 8_000_000);
    EchoClient deaf = client(65536);
    EchoClient other = client();
    Background sender =
        Background.run(
            "sender",
            () -> {
              deaf.send(bytes);
              deaf.endOutput();
            });
    Background talker =
        Background.run(
            "talker",
            () -> {
              for (int turn = 0; turn < 100; turn++) {
                other.echo("hello " + turn);
              }
            });
    scheme.until("(> served 0)", "#t");
    while (!talker.isDone()) {
      scheme.run("(iox-monitor d 0.001)");
    }
    talker.join();
    long before = Long.parseLong(scheme.value("served"));
    assertThat(before).isLessThan(bytes.length);
    byte[][] received = {null};
    Background reader = Background.run("reader", () -> received[0] = deaf.receiveToEnd());
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    scheme.session.drain(Duration.ofSeconds(20));
    sender.join();
    reader.join();
    assertThat(received[0]).isEqualTo(bytes);
    assertThat(scheme.errors).isEmpty();
  }
}
