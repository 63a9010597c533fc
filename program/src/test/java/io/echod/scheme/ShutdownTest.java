package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import org.junit.jupiter.api.Test;

/** {@code tcp-shutdown} ends one way and leaves the other. */
final class ShutdownTest extends SchemeTest {

  @Test
  void thePeerReadsAllAndAnEndAndIsHeardOn() {
    pair();
    scheme.run("(tcp-write called \"question\")");
    assertThat(scheme.value("(list (tcp-shutdown called) (tcp-shutdown called))"))
        .isEqualTo("(#t #t)");
    assertThat(scheme.value("(list (tcp-read answered 100) (tcp-read answered 100))"))
        .isEqualTo("(\"question\" #f)");
    assertThat(scheme.value("(begin (tcp-write answered \"answer\") (tcp-read called 6))"))
        .isEqualTo("\"answer\"");
    assertThat(scheme.value("(tcp-write called \"more\")")).isEqualTo("#f");
    scheme.run("(tcp-destroy called)");
    assertThat(scheme.failure("(tcp-shutdown called)")).contains("expected an endpoint");
  }

  @Test
  void whatACallbackHasQueuedComesBeforeTheEnd() throws Exception {
    EchoClient client = smallClientOfEnd();
    scheme.run(
        """
        (define (send callback reason data)
          (tcp-write end (make-string 900000 #\\x))
          (tcp-shutdown end))
        (iox-after d send 0 0)
        (iox-monitor d 20)
        """);
    var reading =
        Background.run("reader", () -> assertThat(client.receiveToEnd()).hasSize(900_000));
    scheme.run("(iox-every d ignore 0 1 1)");
    Await.until(
        "the reader to have it all",
        () -> {
          scheme.run("(iox-monitor d 0)");
          return reading.isDone();
        });
    reading.join();
  }

  private EchoClient smallClientOfEnd() throws Exception {
    listen("peers");
    EchoClient client = smallClient();
    scheme.run("(define end (tcp-answer peers 20))");
    return client;
  }

  @Test
  void oneThatIsNotConnectedYetIsNoneYet() {
    scheme.run("(define c (tcp-call \"1@127.0.0.1\" #t)) (tcp-complete c 5)");
    assertThat(scheme.value("(tcp-shutdown c)")).isEqualTo("#f");
  }
}
