package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.scheme.endpoint.LineStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One lfn-getline in each call of a READ callback is right, however the lines come. */
final class LineCallbackTest extends SchemeTest {

  private static final String REGISTER =
      """
      (iox-onio d
        (lambda (c r u)
          (let ((line (lfn-getline s)))
            (set! lines (cons line lines))
            (if (not line) (lfn-destroy s))))
        0 IOX_READ (lfn-fd s))
      """;

  private EchoClient client;

  @BeforeEach
  void stream() throws IOException {
    client = peer();
    scheme.run("(define s (lfn-create end)) (define lines '())");
  }

  private void send(String text) throws IOException {
    client.send(text.getBytes(ISO_8859_1));
  }

  private String lines() {
    return scheme.value("(reverse lines)");
  }

  @Test
  void itIsCalledOnceForEachLineAndForTheEnd() throws IOException {
    send("one\n\ntwo\r\nthree");
    client.endOutput();
    scheme.run(REGISTER);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(lines()).isEqualTo("(\"one\" \"\" \"two\" \"three\" #f)");
  }

  @Test
  void itIsNotCalledForHalfALine() throws IOException {
    scheme.run(REGISTER);
    send("ha");
    until("(tcp-readable? end)", "#f");
    scheme.run("(iox-monitor d 0.01)");
    assertThat(lines()).isEqualTo("()");
    send("lf\n");
    until("(length lines)", "1");
    assertThat(lines()).isEqualTo("(\"half\")");
  }

  @Test
  void aResetIsAnEnd() throws IOException {
    scheme.run(REGISTER);
    client.reset();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(lines()).isEqualTo("(#f)");
  }

  @Test
  void moreLinesThanATurnDeliversLeaveTimersTheirShare() throws IOException {
    scheme.run(REGISTER);
    send("x\n".repeat(1000));
    scheme.run(
        "(define at-timer #f) (lfn-readable? s)"
            + "(iox-after d (lambda (c r u) (set! at-timer (length lines))) 0 0)");
    until("(length lines)", "1000");
    assertThat(Integer.parseInt(scheme.value("at-timer"))).isLessThanOrEqualTo(128);
  }

  @Test
  void linesReadAheadBeforeItWasRegisteredAreDelivered() throws IOException {
    send("one\ntwo\nthree\n");
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"one\"");
    scheme.run(REGISTER);
    until("(length lines)", "2");
    assertThat(lines()).isEqualTo("(\"two\" \"three\")");
  }

  @Test
  void linesReadAheadAfterItWasRegisteredAreDelivered() throws IOException {
    scheme.run(REGISTER);
    send("one\ntwo\nthree\n");
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"one\"");
    until("(length lines)", "2");
    assertThat(lines()).isEqualTo("(\"two\" \"three\")");
  }

  @Test
  void linesAndTheEndFoundByALookAreDelivered() throws IOException {
    scheme.run(REGISTER);
    send("one\n");
    client.endOutput();
    until("(skt-readable? (lfn-fd s))", "#t");
    assertThat(scheme.value("(lfn-readable? s)")).isEqualTo("#t");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(lines()).isEqualTo("(\"one\" #f)");
  }

  @Test
  void theEndFoundByATimerIsDelivered() throws IOException {
    scheme.run(
        REGISTER
            + "(iox-every d (lambda (c r u) (if (lfn-readable? s) (iox-cancel c))) 0 0 0.0001)");
    client.endOutput();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(lines()).isEqualTo("(#f)");
  }

  @Test
  void aCallbackThatTakesAllLinesAtOnceIsNotCalledForNone() throws IOException {
    send("one\ntwo\nthree\n");
    scheme.run(
        """
        (iox-onio d
          (lambda (c r u)
            (set! lines (cons 'call lines))
            (let loop ()
              (let ((line (lfn-getline s)))
                (if line (begin (set! lines (cons line lines)) (loop))))))
          0 IOX_READ (lfn-fd s))
        """);
    until("(length lines)", "4");
    scheme.run("(iox-monitor d 0.01)");
    assertThat(lines()).isEqualTo("(call \"one\" \"two\" \"three\")");
  }

  @Test
  void afterCountedBytesAnyByteIsAReason() throws IOException {
    scheme.run(
        """
        (iox-onio d
          (lambda (c r u)
            (set! lines (cons (if (null? lines) (lfn-getline s) (lfn-read s -3)) lines)))
          0 IOX_READ (lfn-fd s))
        """);
    send("head\nabcde");
    until("(length lines)", "1");
    assertThat(lines()).isEqualTo("(\"head\")");
    send("f\n");
    until("(length lines)", "4");
    assertThat(lines()).isEqualTo("(\"head\" \"abc\" \"def\" \"\\n\")");
    send("g");
    until("(length lines)", "5");
  }

  @Test
  void aLineBeyondTheLimitIsAnEndAndDisturbsNoOther() throws IOException {
    scheme.run(
        "(iox-onio d (lambda (c r u) (set! lines (cons (lfn-getline s) lines))) 0 IOX_READ (lfn-fd"
            + " s))");
    Background sender =
        Background.run(
            "sender",
            () -> {
              send("short\n" + "x".repeat(LineStream.LINE_BYTES_MAX + 2));
              send("y\n".repeat(100));
            });
    until("(length lines)", "2");
    sender.join();
    assertThat(lines()).isEqualTo("(\"short\" #f)");
    long turns = scheme.session.dispatcher.statistics().turns();
    scheme.run("(iox-monitor d 0.05)");
    assertThat(lines()).isEqualTo("(\"short\" #f)");
    assertThat(scheme.session.dispatcher.statistics().turns() - turns).as("turns").isLessThan(20);
  }

  @Test
  void aPeerThatDoesNotReadIsNotReadFromThoughItsLinesAreHere() throws IOException {
    EchoClient small = small();
    scheme.run(
        """
        (define answer (make-string 100000 #\\x))
        (define answers 0)
        (iox-onio d
          (lambda (c r u)
            (if (lfn-getline small) (begin (set! answers (+ answers 1)) (lfn-write small answer))))
          0 IOX_READ (lfn-fd small))
        (iox-every d (lambda (c r u) (lfn-readable? small)) 0 0 0.0005)
        """);
    small.send("more\n".repeat(100).getBytes(ISO_8859_1));
    until("(> answers 0)", "#t");
    scheme.run("(iox-monitor d 0.1)");
    assertThat(Integer.parseInt(scheme.value("answers"))).isLessThan(100);
    Background reader = Background.run("reader", () -> small.receive(100 * 100_000));
    until("answers", "100");
    scheme.session.drain(Duration.ofSeconds(20));
    reader.join();
  }

  private EchoClient small() throws IOException {
    EchoClient small = smallClient();
    scheme.run(
        """
        (define small-end (tcp-answer peers 20))
        (skt-setbuf (tcp-fd small-end) 4096 4096)
        (define small (lfn-create small-end))
        """);
    return small;
  }
}
