package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A callback that fails ends what it was called for, and the server lives. */
final class CallbackFailureTest extends SchemeTest {

  @Test
  void theConnectionAtFaultIsClosedWithWhatWasWritten() throws IOException {
    EchoClient client = peer();
    client.send("x".getBytes(ISO_8859_1));
    scheme.run(
        """
        (iox-onio d
          (lambda (c r u) (tcp-write end (tcp-read end -9)) (tcp-read 'wrong 1) #f)
          0 IOX_READ (tcp-fd end))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(client.receiveToEnd()).isEqualTo("x".getBytes(ISO_8859_1));
    assertThat(scheme.errors).hasSize(1);
    assertThat(scheme.errors.getFirst())
        .contains(scheme.file().getFileName() + ":2", "tcp-read: argument 1")
        .contains("(in a lambda for READ on " + port() + "#127.0.0.1 (")
        .endsWith(") is closed)");
    assertThat(scheme.value("(tcp-destroy end)")).isEqualTo("#t");
  }

  @Test
  void aListenerGoesOnWithoutTheClientThatWasNotAnswered() throws IOException {
    assertNextIsServed("(if wrong (begin (set! wrong #f) (tcp-read 'wrong 1)))");
  }

  @Test
  void aListenerGoesOnWithoutTheClientThatWasAnswered() throws IOException {
    assertNextIsServed("(if wrong (let ((c (tcp-answer l))) (set! wrong #f) (tcp-read 'x 1) #f))");
  }

  private void assertNextIsServed(String mistake) throws IOException {
    listen("l");
    EchoClient first = client();
    EchoClient second = client();
    scheme.run(
        """
        (define wrong #t)
        (define (new-client c r u)
          %s
          (tcp-write (tcp-answer l) "hello")
          (iox-destroy d))
        (iox-onio d new-client 0 IOX_READ (tcp-fd l))
        """
            .formatted(mistake));
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(first.receiveToEnd()).isEmpty();
    assertThat(second.receive(5)).isEqualTo("hello".getBytes(ISO_8859_1));
    assertThat(scheme.errors).hasSize(1);
    assertThat(scheme.errors.getFirst()).endsWith("; the client is dropped)");
  }

  @Test
  void clientsAnsweredBeforeAreLeftAlone() throws IOException {
    listen("l");
    EchoClient first = client();
    client();
    scheme.run(
        """
        (define answered #f)
        (define (new-client c r u)
          (if answered (begin (iox-destroy d) (tcp-read 'wrong 1)) (set! answered (tcp-answer l))))
        (iox-onio d new-client 0 IOX_READ (tcp-fd l))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    scheme.run("(tcp-write answered \"hello\")");
    assertThat(first.receive(5)).isEqualTo("hello".getBytes(ISO_8859_1));
    assertThat(scheme.errors.getFirst()).endsWith("; the client is dropped)");
  }

  @Test
  void aCancelledListenerCallbackThatFailsClosesNothing() throws IOException {
    listen("l");
    client();
    scheme.run(
        """
        (define (reported c r u) (if (= r IOX_CANCEL) (tcp-read 'wrong 1) (iox-cancel c)))
        (iox-onio d reported 0 (+ IOX_READ IOX_CANCEL) (tcp-fd l))
        (iox-monitor d 20)
        """);
    assertThat(scheme.errors).hasSize(1);
    assertThat(scheme.errors.getFirst()).contains(" for ").doesNotContain("is closed");
    assertThat(scheme.value("(tcp-up? l)")).isEqualTo("#t");
  }

  @Test
  void aDestroyedListenerIsSaidToBeClosed() throws IOException {
    listen("l");
    client();
    scheme.run(
        "(iox-onio d (lambda (c r u) (tcp-destroy l) (tcp-read 'wrong 1) #f) 0 IOX_READ (tcp-fd l))"
            + MONITOR);
    assertThat(scheme.errors.getFirst()).endsWith(") is closed)");
  }

  @Test
  void whatIsDefinedAnewIsCalledFromThenOn() throws IOException {
    EchoClient client = peer();
    scheme.run("(define (f c r u) (tcp-read end -1) (tcp-write end \"old\"))");
    scheme.run("(iox-onio d f 0 IOX_READ (tcp-fd end))");
    client.send("x".getBytes(ISO_8859_1));
    until("(tcp-readable? end)", "#f");
    assertThat(client.receive(3)).isEqualTo("old".getBytes(ISO_8859_1));
    scheme.run("(define (f c r u) (tcp-read end -1) (tcp-write end \"new\") (iox-destroy d))");
    client.send("x".getBytes(ISO_8859_1));
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(client.receive(3)).isEqualTo("new".getBytes(ISO_8859_1));
  }
}
