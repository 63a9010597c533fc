package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A callback that leaves its event alone keeps no other waiting. */
final class FairnessTest extends SchemeTest {

  private void assertOthersAreServed() {
    scheme.run(
        """
        (define idle 0)
        (define other-calls 0)
        (pairs-open)
        (iox-onio d
          (lambda (c r u) (if (tcp-read answered -1) (set! other-calls (+ other-calls 1))))
          0 IOX_READ (tcp-fd answered))
        (tcp-write called "abc")
        (define beats 0)
        (iox-every d
          (lambda (c r u)
            (set! beats (+ beats 1))
            (if (and (> beats 5) (= other-calls 3) (> calls 5)) (iox-destroy d)))
          0 0 0.001)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
  }

  private void defineLazy() {
    scheme.run(
        """
        (define calls 0)
        (define (lazy c r u) (set! calls (+ calls 1)))
        (define called #f)
        (define answered #f)
        (define (pairs-open)
          (let* ((l (tcp-listen "0@127.0.0.1")))
            (set! called (tcp-call (string-append (tcp-name l) "@127.0.0.1")))
            (set! answered (tcp-answer l))))
        """);
  }

  @Test
  void aCallbackThatDoesNotRead() throws IOException {
    defineLazy();
    EchoClient client = peer();
    client.send("x".getBytes(ISO_8859_1));
    scheme.run("(iox-onio d lazy 0 IOX_READ (tcp-fd end))");
    assertOthersAreServed();
  }

  @Test
  void aCallbackThatDoesNotTakeItsLines() throws IOException {
    defineLazy();
    EchoClient client = peer();
    client.send("x\ny\nz\n".getBytes(ISO_8859_1));
    scheme.run("(define s (lfn-create end)) (iox-onio d lazy 0 IOX_READ (lfn-fd s))");
    assertOthersAreServed();
    assertThat(scheme.value("(lfn-getline s)")).isEqualTo("\"x\"");
  }

  @Test
  void aCallbackThatDoesNotAnswer() throws IOException {
    defineLazy();
    listen("l");
    client();
    client();
    scheme.run("(iox-onio d lazy 0 IOX_READ (tcp-fd l))");
    assertOthersAreServed();
    assertThat(scheme.value("(list (tcp-up? (tcp-answer l)) (tcp-up? (tcp-answer l)))"))
        .isEqualTo("(#t #t)");
  }

  @Test
  void aCallbackForWriteThatDoesNotWrite() throws IOException {
    defineLazy();
    peer();
    scheme.run("(iox-onio d lazy 0 (+ IOX_READ IOX_WRITE) (tcp-fd end))");
    assertOthersAreServed();
  }
}
