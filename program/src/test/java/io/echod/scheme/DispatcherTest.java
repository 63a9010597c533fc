package io.echod.scheme;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import io.echod.scheme.script.ScriptException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Monitoring, and the end of it. */
final class DispatcherTest extends SchemeTest {

  @Test
  void withNothingRegisteredThereIsNothingToMonitor() {
    for (String limit : new String[] {"", " 0", " 5", " -1"}) {
      assertThat(scheme.value("(iox-monitor d" + limit + ")")).isEqualTo("#f");
    }
  }

  @Test
  void aLimitEndsTheMonitoringAndNothingElse() {
    scheme.run("(define t (iox-after d ignore 0 1000)) (define before (tv-tod))");
    assertThat(scheme.value("(iox-monitor d 0)")).isEqualTo("#t");
    assertThat(scheme.value("(iox-monitor d 0.03)")).isEqualTo("#t");
    assertThat(scheme.value("(>= (- (tv-tod) before) 0.029)")).isEqualTo("#t");
    assertThat(scheme.value("(iox-cancel t)")).isEqualTo("#t");
  }

  @Test
  void aLimitOfZeroGoesThroughOneTurn() {
    scheme.run("(define calls 0) (define (f c r u) (set! calls (+ calls 1)))");
    scheme.run("(iox-whenidle d f 0) (iox-monitor d 0)");
    assertThat(scheme.value("calls")).isEqualTo("1");
  }

  @Test
  void aCallbackCanNotMonitor() {
    scheme.run(
        """
        (define message #f)
        (define (f c r u)
          (try-catch (begin (iox-monitor d 0) #f) (e <java.lang.Throwable> (set! message (e:getMessage)))))
        (iox-after d f 0 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("message")).contains("iox-monitor: called from within a callback");
  }

  @Test
  void oneThatIsDestroyedInACallbackIsMonitoredNoLonger() throws IOException {
    listen("l");
    client();
    scheme.run(
        """
        (define finished #f)
        (define (f c r u) (iox-destroy d) (set! finished (iox-cancel c)))
        (iox-onio d f 0 IOX_READ (tcp-fd l))
        (iox-every d ignore 0 0 1000)
        (iox-whenidle d ignore 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("finished")).isEqualTo("#f");
    assertThat(scheme.failure("(iox-after d ignore 0 0)")).contains("not destroyed");
    assertThat(scheme.errors).isEmpty();
  }

  @Test
  void eachIsMonitoredUntilItHasNothingLeft() {
    scheme.run(
        """
        (define e (iox-create))
        (define calls '())
        (define (f c r u) (set! calls (cons u calls)))
        (iox-every e f 'e 0 1000)
        (iox-after d f 'd 0)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("(iox-monitor e 0)")).isEqualTo("#t");
    assertThat(scheme.value("calls")).isEqualTo("(d e)");
    assertThat(scheme.value("(iox-destroy e)")).isEqualTo("#t");
    assertThat(scheme.value("(iox-monitor d)")).isEqualTo("#f");
  }

  @Test
  void aListenerOutlivesTheDispatcherItWasRegisteredWith() throws IOException {
    listen("l");
    EchoClient client = client();
    scheme.run(
        """
        (iox-onio d (lambda (c r u) (iox-destroy d)) 0 IOX_READ (tcp-fd l))
        (iox-monitor d 20)
        (define e (iox-create))
        (iox-onio e
          (lambda (c r u) (tcp-write (tcp-answer l) "hello") (iox-destroy e)) 0 IOX_READ (tcp-fd l))
        """);
    assertThat(scheme.value("(iox-monitor e 20)")).isEqualTo("#f");
    assertThat(client.receive(5)).isEqualTo("hello".getBytes(ISO_8859_1));
  }

  @Test
  void aConnectionThatFailsByItselfLeavesNothingToMonitor() throws IOException {
    EchoClient client = peer();
    scheme.run(
        "(define got 'nothing) (define (f c r u) (set! got (tcp-read end -10)))"
            + " (iox-onio d f 0 IOX_READ (tcp-fd end))"
            + " (define w (iox-onio d ignore 0 IOX_READ (tcp-fd end)))");
    client.reset();
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("got")).isEqualTo("#f");
    assertThat(scheme.value("(iox-cancel w)")).isEqualTo("#f");
    assertThat(scheme.value("(tcp-destroy end)")).isEqualTo("#t");
  }

  @Test
  void afterExitNothingOfTheScriptRuns() throws ScriptException {
    pair();
    scheme.run(
        """
        (define calls 0)
        (define (f c r u) (set! calls (+ calls 1)) (lfn-getline u) (exit 3))
        (define s (lfn-create answered))
        (iox-onio d f s IOX_READ (lfn-fd s))
        (define (g c r u) (set! calls (+ calls 1)) (exit 4))
        (iox-onio d g s IOX_READ (lfn-fd s))
        (tcp-write called "a\\nb\\nc\\n")
        """);
    assertThat(scheme.load("(iox-monitor d 20) (set! calls 100)")).isEqualTo(3);
    scheme.session.drain(Duration.ofSeconds(20));
    assertThat(scheme.session.endpoints.inUse()).isEmpty();
    assertThat(calls()).isEqualTo("1");
  }

  private String calls() {
    return String.valueOf(scheme.session.definitions.valueOf("calls"));
  }
}
