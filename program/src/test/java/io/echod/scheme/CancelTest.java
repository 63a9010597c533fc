package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Callbacks that are cancelled are not called any more, and their dispatchers need not go on. */
final class CancelTest extends SchemeTest {

  @Test
  void whatIsRegisteredIsCancelledOnce() {
    listen("l");
    scheme.run(
        """
        (define callbacks
          (list (iox-onio d ignore 0 IOX_READ (tcp-fd l)) (iox-after d ignore 0 100)
                (iox-every d ignore 0 -1 100) (iox-whenidle d ignore 0)))
        """);
    assertThat(scheme.value("(iox-monitor d 0)")).isEqualTo("#t");
    assertThat(scheme.value("(map iox-cancel callbacks)")).isEqualTo("(#t #t #t #t)");
    assertThat(scheme.value("(map iox-cancel callbacks)")).isEqualTo("(#f #f #f #f)");
    assertThat(scheme.value("(iox-monitor d)")).isEqualTo("#f");
  }

  @Test
  void aCallbackKnowsItsDispatcher() {
    scheme.run(
        "(define e (iox-create)) (define c (iox-after d ignore 0 0)) (define k (iox-after e ignore"
            + " 0 0))");
    assertThat(scheme.value("(list (eq? d (iox-dispatcher c)) (eq? e (iox-dispatcher k)))"))
        .isEqualTo("(#t #t)");
    scheme.run("(iox-cancel c)");
    assertThat(scheme.value("(eq? d (iox-dispatcher c))")).isEqualTo("#t");
  }

  @Test
  void aTimerThatHasFiredIsNoLongerRegistered() {
    scheme.run("(define seen '()) (define (f c r u) (set! seen (list (iox-cancel c) r u)))");
    scheme.run("(define c (iox-after d f 'data 0))");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("seen")).isEqualTo("(#f 8 data)");
    assertThat(scheme.value("(iox-cancel c)")).isEqualTo("#f");
  }

  @Test
  void aCallbackMayCancelItself() throws IOException {
    peer().send(new byte[] {1, 2, 3});
    scheme.run(
        """
        (define calls 0)
        (define (f c r u) (set! calls (+ calls 1)) (iox-cancel c))
        (iox-onio d f 0 IOX_READ (tcp-fd end))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("1");
    assertThat(scheme.value("(tcp-read end 3)")).isEqualTo("\"\\x1;\\x2;\\x3;\"");
  }

  @Test
  void oneThatIsReadyInTheSameTurnIsNotCalledAnyMore() throws IOException {
    peer().send(new byte[10]);
    scheme.run(
        """
        (define calls 0)
        (define (f c r u) (set! calls (+ calls 1)) (iox-cancel first) (iox-cancel second))
        (define first (iox-onio d f 0 IOX_READ (tcp-fd end)))
        (define second (iox-onio d f 0 IOX_READ (tcp-fd end)))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("1");
  }

  @Test
  void ofTimersThatAreDueOneMayCancelTheOther() {
    scheme.run(
        """
        (define calls '())
        (define (f c r u) (set! calls (cons u calls)) (iox-cancel second))
        (define first (iox-after d f 'first 0))
        (define second (iox-after d f 'second 0))
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(first)");
  }

  @Test
  void aCallbackThatAskedIsNotifiedOfTheCancelOnce() {
    pair();
    scheme.run(
        """
        (define reasons '())
        (define (f c r u) (set! reasons (cons r reasons)) (if (= r IOX_READ) (iox-cancel c)))
        (iox-onio d f 0 (+ IOX_READ IOX_CANCEL) (tcp-fd called))
        (tcp-write answered "x")
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("reasons")).isEqualTo("(32 1)");
    scheme.run("(tcp-destroy called) (iox-monitor d 0)");
    assertThat(scheme.value("reasons")).isEqualTo("(32 1)");
  }

  @Test
  void aCancelOutsideOfCallbacksIsReportedByTheNextMonitoring() {
    pair();
    scheme.run(
        """
        (define reasons '())
        (define (f c r u) (set! reasons (cons r reasons)))
        (define c (iox-onio d f 0 (+ IOX_READ IOX_CANCEL) (tcp-fd called)))
        (iox-cancel c)
        """);
    assertThat(scheme.value("(iox-monitor d)")).isEqualTo("#f");
    assertThat(scheme.value("reasons")).isEqualTo("(32)");
  }

  @Test
  void aDestroyedEndpointReportsItsCancelsToo() {
    pair();
    scheme.run(
        """
        (define reasons '())
        (define (f c r u) (set! reasons (cons r reasons)))
        (define c (iox-onio d f 0 (+ IOX_READ IOX_CANCEL) (tcp-fd called)))
        (tcp-destroy called)
        """);
    assertThat(scheme.value("(iox-cancel c)")).isEqualTo("#f");
    assertThat(scheme.value("(iox-monitor d)")).isEqualTo("#f");
    assertThat(scheme.value("reasons")).isEqualTo("(32)");
  }
}
