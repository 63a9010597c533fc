package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A script that forgets to monitor, or to register what it has, gets a message. */
final class ForgottenTest extends SchemeTest {

  private String forgotten() {
    return scheme.session.forgotten().orElse("");
  }

  @Test
  void callbacksThatAreNotMonitoredAreReported() {
    listen("server");
    scheme.run("(define (new-client c r d) #f)");
    scheme.run("(iox-onio d new-client server IOX_READ (tcp-fd server))");
    assertThat(forgotten())
        .startsWith("the script ends, and new-client for READ on " + port() + " (3) is never")
        .endsWith("(iox-monitor dispatcher) is missing");
  }

  @Test
  void anEndpointThatIsNotAnsweredAtIsReported() {
    listen("server");
    scheme.run("(iox-monitor d)");
    assertThat(forgotten())
        .startsWith("the script ends, and no callback serves clients at " + port() + " (3)")
        .endsWith("neither iox-onio nor tcp-answer was called for it");
  }

  @Test
  void anIntendedOmissionIsNotReported() {
    assertThat(forgotten()).isEmpty();
    listen("server");
    scheme.run("(tcp-answer server 0)");
    assertThat(forgotten()).isEmpty();
    scheme.run("(define timer (iox-after d ignore 0 60)) (iox-monitor d 0)");
    assertThat(forgotten()).isEmpty();
    listen("other");
    scheme.run("(tcp-destroy other)");
    assertThat(forgotten()).isEmpty();
  }

  @Test
  void aScriptThatExitsGetsNoMessage() throws Exception {
    scheme.run("(iox-after d ignore 0 60)");
    scheme.load("(exit 0)");
    assertThat(forgotten()).isEmpty();
  }

  @Test
  void aClientThatWasAnsweredAndForgottenIsReportedOnce() throws IOException {
    listen("server");
    scheme.run(
        """
        (define (new-client callback reason server) (tcp-answer server))
        (iox-onio d new-client server IOX_READ (tcp-fd server))
        """);
    client();
    client();
    Await.until(
        "it to be notified",
        () -> {
          scheme.run("(iox-monitor d 0.05)");
          return !scheme.errors.isEmpty();
        });
    assertThat(scheme.errors)
        .singleElement()
        .asString()
        .contains(":1: " + port() + "#127.0.0.1 (4) was answered, and no callback reads or writes:")
        .endsWith("is an iox-onio for it missing?");
  }

  @Test
  void aClientThatIsLookedAtDoesNotHoldTheEndOfTheScript() throws IOException {
    listen("server");
    scheme.run(
        """
        (define answered 0)
        (define (new-client callback reason server)
          (tcp-answer server)
          (set! answered (+ answered 1)))
        (iox-onio d new-client server IOX_READ (tcp-fd server))
        """);
    try (EchoClient client = client()) {
      until("answered", "1");
      client.reset();
    }
    scheme.session.drain(Duration.ZERO);
    assertThat(scheme.session.dispatcher.statistics().registered()).isZero();
  }

  @Test
  void clientsThatAreServedAreNotReported() throws IOException {
    listen("server");
    scheme.run(
        """
        (define answered 0)
        (define (new-client callback reason server)
          (let ((client (tcp-answer server)))
            (set! answered (+ answered 1))
            (case answered
              ((1) (tcp-write client "x"))
              ((2) (tcp-destroy client))
              ((3) (iox-onio d ignore client IOX_READ (tcp-fd client)))
              (else (lfn-create client)))))
        (iox-onio d new-client server IOX_READ (tcp-fd server))
        """);
    for (int count = 0; count < 4; count++) {
      EchoClient unused = client();
      assertThat(unused).isNotNull();
    }
    until("answered", "4");
    scheme.run("(iox-monitor d 3.5)");
    assertThat(scheme.errors).isEmpty();
  }
}
