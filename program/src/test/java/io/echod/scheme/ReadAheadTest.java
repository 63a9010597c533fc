package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Bytes read ahead of the script, and gathered behind it, change nothing but the cost. */
final class ReadAheadTest extends SchemeTest {

  private static final int BYTES = 60_000;

  /** Has {@code serve} called for a client, and everything sent to it before the first call. */
  private EchoClient serve(String serve, byte[] sent) throws IOException {
    EchoClient client = peer();
    client.send(sent);
    until("(tcp-readable? end)", "#t");
    scheme.run("(define calls 0) " + serve);
    scheme.run("(define serving (iox-onio d serve end IOX_READ (tcp-fd end)))");
    return client;
  }

  @Test
  void aCallbackIsCalledOnFromWhatIsHereWithoutFurtherTurns() throws IOException {
    byte[] sent = EchoClient.pattern(1, BYTES);
    EchoClient client =
        serve(
            """
            (define (serve callback reason client)
              (set! calls (+ calls 1))
              (tcp-write client (tcp-read client -1000)))
            """,
            sent);
    long turnsBefore = scheme.session.dispatcher.statistics().turns();
    until("(>= calls " + BYTES / 1000 + ")", "#t");
    long turns = scheme.session.dispatcher.statistics().turns() - turnsBefore;
    assertThat(client.receive(BYTES)).isEqualTo(sent);
    assertThat(turns).isLessThan(BYTES / 1000);
  }

  @Test
  void whatIsReadAheadIsReadable() throws IOException {
    byte[] sent = EchoClient.pattern(2, 3000);
    serve(
        """
        (define seen '())
        (define (serve callback reason client)
          (tcp-read client -1000)
          (set! seen (list (tcp-readable? client) (skt-readable? (tcp-fd client)) (tcp-up? client)))
          (iox-cancel callback))
        """,
        sent);
    scheme.run(MONITOR);
    assertThat(scheme.value("seen")).isEqualTo("(#t #t #t)");
    assertThat(scheme.value("(string-length (tcp-read end 1500))")).isEqualTo("1500");
    assertThat(scheme.value("(string-length (tcp-read end -1000))")).isEqualTo("500");
    assertThat(scheme.value("(tcp-readable? end)")).isEqualTo("#f");
  }

  @Test
  void itIsThereForLaterRegistrations() throws IOException {
    serve(
        """
        (define (serve callback reason client)
          (tcp-read client -10)
          (iox-cancel callback))
        """,
        "0123456789abcdef".getBytes(ISO_8859_1));
    scheme.run(MONITOR);
    scheme.run(
        """
        (define rest #f)
        (define (other callback reason client)
          (set! rest (tcp-read client -100))
          (iox-cancel callback))
        (iox-onio d other end IOX_READ (tcp-fd end))
        """);
    scheme.run(MONITOR);
    assertThat(scheme.value("rest")).isEqualTo("\"abcdef\"");
  }

  @Test
  void aLineStreamBeginsWithIt() throws IOException {
    EchoClient client =
        serve(
            """
            (define said '())
            (define (serve callback reason client)
              (tcp-read client -5)
              (iox-cancel callback)
              (let ((stream (lfn-create client)))
                (iox-onio d lines stream IOX_READ (lfn-fd stream))))
            (define (lines callback reason stream)
              (set! said (cons (lfn-getline stream) said)))
            """,
            "HELLOone\ntwo\nthr".getBytes(ISO_8859_1));
    until("said", "(\"two\" \"one\")");
    client.send("ee\n".getBytes(ISO_8859_1));
    until("said", "(\"three\" \"two\" \"one\")");
  }

  @Test
  void whatIsWrittenKeepsItsOrderHoweverItIsWritten() throws IOException {
    EchoClient client =
        serve(
            """
            (define (serve callback reason client)
              (set! calls (+ calls 1))
              (let ((bytes (tcp-read client -1)))
                (tcp-write client bytes (if (even? calls) 0 -1))))
            """,
            "abcdefghijklmnopqrstuvwxyz".getBytes(ISO_8859_1));
    until("calls", "26");
    scheme.run("(tcp-write end \"!\")");
    assertThat(new String(client.receive(27), ISO_8859_1)).isEqualTo("abcdefghijklmnopqrstuvwxyz!");
  }

  @Test
  void whatIsGatheredIsWrittenBeforeAnEnd() throws IOException {
    for (String ending : new String[] {"tcp-destroy", "tcp-shutdown"}) {
      EchoClient client =
          serve(
              """
              (define (serve callback reason client)
                (let ((bytes (tcp-read client -1)))
                  (tcp-write client bytes)
                  (if (equal? bytes "c") (begin (iox-cancel callback) (%s client)))))
              """
                  .formatted(ending),
              "abcdef".getBytes(ISO_8859_1));
      scheme.run(MONITOR);
      scheme.run("(iox-monitor d 0)");
      assertThat(new String(client.receive(3), ISO_8859_1)).isEqualTo("abc");
      scheme.run("(tcp-answer peers 0)");
    }
  }

  @Test
  void anAnswerThatIsLargerThanWhatIsGatheredIsWhole() throws IOException {
    EchoClient client =
        serve(
            """
            (define (serve callback reason client)
              (tcp-write client (make-string 30000 (string-ref (tcp-read client -1) 0))))
            """,
            "abcdef".getBytes(ISO_8859_1));
    byte[][] bytes = {null};
    Background reader = Background.run("reader", () -> bytes[0] = client.receive(6 * 30_000));
    Await.until(
        "the reader to have it all",
        () -> {
          scheme.run("(iox-monitor d 0.001)");
          return reader.isDone();
        });
    reader.join();
    String received = new String(bytes[0], ISO_8859_1);
    for (int index = 0; index < 6; index++) {
      assertThat(received.substring(index * 30_000, (index + 1) * 30_000))
          .isEqualTo(String.valueOf((char) ('a' + index)).repeat(30_000));
    }
  }

  @Test
  void theLastWordsOfAPeerThatResetsAreHeardThoughTheOutputIsLost() throws IOException {
    EchoClient client =
        serve(
            """
            (define heard "")
            (define ended #f)
            (define (serve callback reason client)
              (let ((bytes (tcp-read client -1000)))
                (if bytes
                    (begin
                      (set! heard (string-append heard bytes))
                      (if (= calls 0) (set! calls 1) (tcp-write client bytes 0)))
                    (set! ended #t))))
            """,
            EchoClient.pattern(3, 30_000));
    scheme.run("(tcp-write end \"unread\")");
    client.close();
    until("ended", "#t");
    assertThat(scheme.value("(string-length heard)")).isEqualTo("30000");
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void aPeerThatDoesNotReadIsNotReadFrom() throws IOException {
    listen("server");
    EchoClient client = smallClient();
    scheme.run(
        """
        (define end (tcp-answer server 20))
        (skt-setbuf (tcp-fd end) 4096 4096)
        (define calls 0)
        (define (serve callback reason client)
          (set! calls (+ calls 1))
          (tcp-read client -1)
          (tcp-write client (make-string 20000 #\\x)))
        (iox-onio d serve end IOX_READ (tcp-fd end))
        """);
    client.send(new byte[2000]);
    Await.until(
        "a while without a call",
        () -> {
          scheme.run("(define before calls) (iox-monitor d 0.2)");
          return scheme.value("(= before calls)").equals("#t");
        });
    assertThat(scheme.value("(< calls 300)")).isEqualTo("#t");
    assertThat(client.receive(1000)).hasSize(1000);
    assertThat(scheme.errors).isEmpty();
  }
}
