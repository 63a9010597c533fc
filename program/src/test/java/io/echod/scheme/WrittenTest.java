package io.echod.scheme;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The loop calls a script once all it wrote is out, and reports what never will be. */
final class WrittenTest extends SchemeTest {

  private static final int MUCH = 5_000_000;

  private EchoClient small() throws IOException {
    listen("l");
    EchoClient client = client(65536);
    scheme.run("(define end (tcp-answer l 20)) (skt-setbuf (tcp-fd end) 65536 65536)");
    scheme.run("(define much (make-string " + MUCH + " #\\m))");
    return client;
  }

  @Test
  void moreThanTheQueueTakesIsSentInPieces() throws IOException {
    EchoClient client = small();
    scheme.run(
        """
        (define reasons '())
        (define (send callback reason start)
          (set! reasons (cons reason reasons))
          (if (< start (string-length much))
              (let ((accepted (tcp-write end (substring much start (string-length much)))))
                (iox-whenwritten d send (+ start accepted) (tcp-fd end)))
              (tcp-destroy end)))
        (iox-whenwritten d send 0 (tcp-fd end))
        """);
    // A fast reader may take all of it as it is written.
    until("(length reasons)", "1");
    Background reader =
        Background.run("reader", () -> assertThat(client.receiveToEnd()).hasSize(MUCH));
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    scheme.session.drain(Duration.ofSeconds(20));
    reader.join();
    assertThat(scheme.value("(list (> (length reasons) 2) (apply max reasons))"))
        .isEqualTo("(#t 2)");
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void whatWasNotAcceptedBeforeTheEndIsReported() throws IOException {
    EchoClient client = small();
    scheme.run(
        """
        (define accepted 0)
        (define (flood callback reason data)
          (set! accepted (tcp-write end much))
          (tcp-destroy end))
        (iox-after d flood 0 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    int accepted = Integer.parseInt(scheme.value("accepted"));
    assertThat(accepted).isBetween(1, MUCH - 1);
    assertThat(scheme.errors).hasSize(1);
    assertThat(scheme.errors.getFirst())
        .contains("the last " + (MUCH - accepted) + " bytes for", "were never sent");
    Background reader =
        Background.run("reader", () -> assertThat(client.receiveToEnd()).hasSize(accepted));
    scheme.session.drain(Duration.ofSeconds(20));
    reader.join();
  }

  @Test
  void whoDropsAPeerAtTheFirstStringWithoutRoomHasLooked() throws IOException {
    small();
    scheme.run(
        """
        (define line (make-string 1000 #\\l))
        (define (until-full)
          (if (= (tcp-write end line) 1000) (until-full)))
        (iox-after d (lambda (k r u) (until-full) (tcp-destroy end)) 0 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void aScriptThatIgnoresTheLackOfRoomHearsOfAllBytes() throws IOException {
    small();
    scheme.run(
        """
        (define line (make-string 1000 #\\l))
        (define missing 0)
        (define (repeat n)
          (set! missing (+ missing (- 1000 (tcp-write end line))))
          (if (> n 0) (repeat (- n 1))))
        (iox-after d (lambda (k r u) (repeat 9000) (tcp-destroy end)) 0 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    String missing = scheme.value("missing");
    assertThat(scheme.errors).singleElement().asString().contains("the last " + missing + " bytes");
  }

  @Test
  void whatIsWrittenAfterwardsMakesUpForIt() throws IOException {
    EchoClient client = small();
    Background reader = Background.run("reader", client::receiveToEnd);
    scheme.run(
        """
        (define (rest callback reason start)
          (let ((accepted (tcp-write end (substring much start (string-length much)))))
            (if (< (+ start accepted) (string-length much))
                (iox-whenwritten d rest (+ start accepted) (tcp-fd end))
                (lfn-destroy stream))))
        (define stream (lfn-create end))
        (iox-after d rest 0 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    scheme.session.drain(Duration.ofSeconds(20));
    reader.join();
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void whatTheEndOfTheScriptCutsOffIsReported() throws IOException {
    EchoClient deaf = small();
    scheme.run("(iox-after d (lambda (k r u) (tcp-write end (substring much 0 3000000))) 0 0)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    scheme.session.drain(Duration.ofMillis(1));
    assertThat(scheme.errors).last().asString().startsWith("the script ends, and ");
    assertThat(scheme.errors).last().asString().contains("bytes are lost", "a peer has");
    deaf.close();
  }

  @Test
  void whereTheConnectionIsLostNoCallbackIsCalled() throws IOException {
    EchoClient client = small();
    scheme.run(
        """
        (define called #f)
        (define (note callback reason data) (set! called #t))
        (define (flood callback reason data)
          (tcp-write end (substring much 0 3000000))
          (iox-whenwritten d note 0 (tcp-fd end)))
        (iox-after d flood 0 0)
        (iox-monitor d 0.01)
        """);
    client.reset();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("called")).isEqualTo("#f");
  }

  @Test
  void norWhereALineIsLeftUnread() throws IOException {
    EchoClient client = small();
    scheme.run(
        """
        (define called #f)
        (define stream (lfn-create end))
        (define (note callback reason data) (set! called #t))
        (define (flood callback reason data)
          (tcp-write end (substring much 0 3000000))
          (iox-whenwritten d note 0 (tcp-fd end)))
        (iox-after d flood 0 0)
        (iox-monitor d 0.01)
        """);
    client.send("a line\n".getBytes(US_ASCII));
    until("(lfn-readable? stream)", "#t");
    client.reset();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("called")).isEqualTo("#f");
    assertThat(scheme.value("(lfn-getline stream)")).isEqualTo("\"a line\"");
  }

  @Test
  void whatIsCancelledIsNotCalled() throws IOException {
    small();
    scheme.run("(define called #f)");
    scheme.run("(define k (iox-whenwritten d (lambda (k r u) (set! called #t)) 0 (tcp-fd end)))");
    assertThat(scheme.value("(list (iox-cancel k) (iox-cancel k))")).isEqualTo("(#t #f)");
    scheme.run(MONITOR);
    assertThat(scheme.value("called")).isEqualTo("#f");
  }

  @Test
  void aCallThatIsUnderWayIsWaitedFor() {
    listen("l");
    scheme.run(
        """
        (define called #f)
        (define c (tcp-call port #t))
        (iox-whenwritten d (lambda (k r u) (set! called (tcp-up? c))) 0 (tcp-fd c))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("called")).isEqualTo("#t");
  }

  @Test
  void aListenerIsNotWrittenTo() {
    listen("l");
    assertThat(scheme.failure("(iox-whenwritten d ignore 0 (tcp-fd l))"))
        .startsWith("iox-whenwritten: argument 4 (fd) is")
        .contains("tcp-answer or tcp-call");
  }
}
