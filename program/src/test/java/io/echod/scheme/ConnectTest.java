package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Listening, answering and calling. */
final class ConnectTest extends SchemeTest {

  @Test
  void endpointsAreCalledByPortAndHost() {
    pair();
    String port = Integer.toString(port());
    assertThat(scheme.value("(map tcp-name (list pairs called answered))"))
        .isEqualTo("(\"%1$s\" \"%1$s@127.0.0.1\" \"%1$s#127.0.0.1\")".formatted(port));
    assertThat(scheme.value("(list called (tcp-fd called))")).contains(port + "@127.0.0.1 (");
    scheme.run("(define other (tcp-call (string-append (number->string port) \"@localhost\")))");
    assertThat(scheme.value("(tcp-name other)")).isEqualTo("\"" + port + "@127.0.0.1\"");
    scheme.run("(define by-number (tcp-call port))");
    assertThat(scheme.value("(tcp-up? by-number)")).isEqualTo("#t");
  }

  @Test
  void aPortThatIsTakenIsAnError() {
    listen("l");
    assertThat(scheme.failure("(tcp-listen (string-append (number->string port) \"@127.0.0.1\"))"))
        .startsWith("tcp-listen: can't listen on tcp://127.0.0.1:" + port());
    scheme.run("(tcp-destroy l)");
    scheme.run("(tcp-listen (string-append (number->string port) \"@127.0.0.1\") 5)");
  }

  @Test
  void descriptorsAreNeverUsedAgain() {
    scheme.run("(define a (tcp-listen 0)) (define fd (tcp-fd a)) (tcp-destroy a)");
    assertThat(scheme.value("(> (tcp-fd (tcp-listen 0)) fd)")).isEqualTo("#t");
    assertThat(scheme.value("(skt-up? fd)")).isEqualTo("#f");
  }

  @Test
  void withoutACallNoClientIsAnswered() {
    listen("l");
    scheme.run("(define before (tv-tod))");
    assertThat(scheme.value("(tcp-answer l 0)")).isEqualTo("#f");
    assertThat(scheme.value("(tcp-answer l 0.03)")).isEqualTo("#f");
    assertThat(scheme.value("(>= (- (tv-tod) before) 0.029)")).isEqualTo("#t");
    assertThat(scheme.value("(tcp-pending? l)")).isEqualTo("#f");
  }

  @Test
  void waitingClientsAreAnsweredInTheOrderOfTheCalls() throws IOException {
    listen("l");
    EchoClient first = client();
    EchoClient second = client();
    until("(tcp-pending? l)", "#t");
    assertThat(scheme.value("(list (tcp-pending? l) (tcp-readable? l))")).isEqualTo("(#t #t)");
    scheme.run("(define a (tcp-answer l)) (define b (tcp-answer l -1)) (tcp-write a \"1\")");
    scheme.run("(tcp-write b \"2\")");
    assertThat(first.receive(1)).isEqualTo(new byte[] {'1'});
    assertThat(second.receive(1)).isEqualTo(new byte[] {'2'});
    assertThat(scheme.value("(tcp-pending? l)")).isEqualTo("#f");
  }

  @Test
  void inACallbackNothingWaits() {
    listen("l");
    scheme.run(
        """
        (define got '())
        (define c (tcp-call port))
        (define a (tcp-answer l))
        (define s (lfn-create a))
        (iox-after d (lambda (k r u)
            (set! got (list (tcp-answer l) (tcp-answer l 1000) (tcp-read c -5) (tcp-read c 5 1000)
                            (lfn-getline s) (lfn-read s 3 1000) (lfn-read s -3))))
          0 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("got")).isEqualTo("(#f #f \"\" \"\" #f \"\" \"\")");
    scheme.run("(iox-after d (lambda (k r u) (tcp-call port)) 0 0)" + MONITOR);
    assertThat(scheme.errors).hasSize(1);
    assertThat(scheme.errors.getFirst()).contains("tcp-call: would wait");
  }

  @Test
  void aCallThatIsRefusedIsFalse() {
    listen("l");
    scheme.run("(tcp-destroy l)");
    assertThat(scheme.value("(tcp-call port)")).isEqualTo("#f");
    assertThat(scheme.value("(tcp-call (string-append (number->string port) \"@127.0.0.1\"))"))
        .isEqualTo("#f");
    assertThat(scheme.value("(tcp-call \"80@no.such.host.invalid\")")).isEqualTo("#f");
  }

  @Test
  void aCallThatDoesNotWaitIsCompletedLater() {
    listen("l");
    scheme.run("(define c (tcp-call port #t))");
    until("(tcp-writeable? c)", "#t");
    assertThat(scheme.value("(list (tcp-up? c) (tcp-readable? c))")).isEqualTo("(#t #f)");
    assertThat(scheme.value("(list (tcp-complete c 0) (tcp-complete c) (tcp-up? c))"))
        .isEqualTo("(#t #t #t)");
    assertThat(scheme.value("(tcp-complete (tcp-answer l) 0 #t)")).isEqualTo("#t");
  }

  @Test
  void aCallThatDoesNotWaitIsCompletedInACallback() {
    listen("l");
    scheme.run(
        """
        (define result 'none)
        (define c (tcp-call port #t))
        (iox-onio d (lambda (k r u) (set! result (list r (tcp-complete c))) (iox-cancel k))
          0 IOX_WRITE (tcp-fd c))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("result")).isEqualTo("(2 #t)");
  }

  @Test
  void aRefusedCallThatDoesNotWaitIsNotComplete() {
    listen("l");
    scheme.run(
        """
        (tcp-destroy l)
        (define result 'none)
        (define c (tcp-call (string-append (number->string port) "@127.0.0.1") #t))
        (define e (tcp-call (string-append (number->string port) "@127.0.0.1") #t))
        (if c (iox-onio d (lambda (k r u) (set! result (tcp-complete c))) 0 IOX_WRITE (tcp-fd c)))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("result")).isEqualTo("#f");
    assertThat(scheme.value("(list (tcp-up? c) (tcp-readable? c) (tcp-writeable? c))"))
        .isEqualTo("(#f #f #f)");
    assertThat(scheme.value("(list (tcp-complete c 0) (tcp-write c \"x\") (tcp-read c 1))"))
        .isEqualTo("(#f #f #f)");
    assertThat(scheme.value("(list (skt-up? (tcp-fd c)) (skt-readable? (tcp-fd c)))"))
        .isEqualTo("(#f #f)");
    assertThat(scheme.value("(tcp-complete e 20 #t)")).isEqualTo("#f");
    assertThat(scheme.failure("(tcp-up? e)")).contains("not destroyed");
    assertThat(scheme.value("(tcp-destroy c)")).isEqualTo("#t");
  }

  @Test
  void anIncompleteCallIsDestroyedOnlyOnRequest() throws IOException {
    try (var full = new FullListener()) {
      scheme.run("(define c (tcp-call \"" + full.port() + "@127.0.0.1\" #t))");
      scheme.run("(define before (tv-tod))");
      assertThat(scheme.value("(tcp-complete c 0)")).isEqualTo("#f");
      assertThat(scheme.value("(tcp-complete c 0.03 #f)")).isEqualTo("#f");
      assertThat(scheme.value("(>= (- (tv-tod) before) 0.029)")).isEqualTo("#t");
      assertThat(scheme.value("(list (tcp-writeable? c) (tcp-up? c) (tcp-write c \"x\" 0))"))
          .isEqualTo("(#f #f 0)");
      assertThat(scheme.value("(list (tcp-read c 1 0) (tcp-read c -1 0.01))"))
          .isEqualTo("(\"\" \"\")");
      scheme.run("(define s (lfn-create c))");
      assertThat(scheme.value("(list (lfn-readable? s) (lfn-getline s 0) (lfn-read s 2 0.01))"))
          .isEqualTo("(#f #f \"\")");
      assertThat(scheme.value("(tcp-complete c 0 #t)")).isEqualTo("#f");
      assertThat(scheme.failure("(tcp-fd c)")).contains("not destroyed");
    }
  }

  @Test
  void linesWorkOnACallThatDidNotWait() {
    listen("l");
    scheme.run(
        """
        (define c (tcp-call port #t))
        (define s (lfn-create c))
        (lfn-readable? s)
        (define a (tcp-answer l))
        (tcp-write a "hello\\n")
        """);
    assertThat(scheme.value("(lfn-getline s 20)")).isEqualTo("\"hello\"");
    assertThat(scheme.value("(lfn-up? s)")).isEqualTo("#t");
  }

  @Test
  void aClientThatHasGoneHarmsNoOther() throws IOException {
    listen("l");
    client().reset();
    EchoClient next = client();
    scheme.run(
        """
        (define answered '())
        (define (new-client c r l)
          (let ((client (tcp-answer l)))
            (set! answered (cons client answered))
            (tcp-write client "hello")
            (if (tcp-read client 1 0) (iox-destroy d))))
        (iox-onio d new-client l IOX_READ (tcp-fd l))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(next.receive(5)).isEqualTo("hello".getBytes(ISO_8859_1));
    assertThat(scheme.value("(memq #f answered)")).isEqualTo("#f");
    assertThat(scheme.errors).isEmpty();
    assertThat(scheme.value("(tcp-up? l)")).isEqualTo("#t");
  }
}
