package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.scheme.live.Entry;
import io.echod.scheme.live.Evaluation;
import org.junit.jupiter.api.Test;

/** Dates, sleep and chance. */
final class TimeTest extends SchemeTest {

  @Test
  void aTimeIsWrittenAsADate() {
    assertThat(scheme.value("(time->string 0)")).isEqualTo("\"1970-01-01T00:00:00Z\"");
    assertThat(scheme.value("(time->string 1000000000.9)")).isEqualTo("\"2001-09-09T01:46:40Z\"");
    assertThat(scheme.value("(time->string -1)")).isEqualTo("\"1969-12-31T23:59:59Z\"");
    assertThat(scheme.value("(time->string 1e9 \"EEE, dd MMM yyyy HH:mm:ss 'GMT'\")"))
        .isEqualTo("\"Sun, 09 Sep 2001 01:46:40 GMT\"");
    assertThat(scheme.failure("(time->string 0 \"bad {\")"))
        .startsWith("time->string: argument 2 (pattern) is \"bad {\"");
    assertThat(scheme.failure("(time->string 1e15)")).contains("of the years 0 to 9999");
  }

  @Test
  void sleepTakesItsTimeButNotInACallback() {
    assertThat(
            scheme.value("(let ((before (tv-tod))) (sleep 0.02) (>= (- (tv-tod) before) 0.0199))"))
        .isEqualTo("#t");
    assertThat(scheme.failure("(sleep -1)")).contains("0 seconds or more");
    scheme.run("(iox-after d (lambda (callback reason data) (sleep 2)) #f 0)" + MONITOR);
    assertThat(scheme.errors)
        .singleElement()
        .asString()
        .contains("sleep: would wait, which a callback must not; expected iox-after");
  }

  @Test
  void chanceStaysWithinItsBounds() {
    assertThat(
            scheme.value(
                """
                (let loop ((n 0) (seen '()))
                  (if (= n 1000)
                      (list (apply min seen) (apply max seen))
                      (loop (+ n 1) (cons (random 3) seen))))
                """))
        .isEqualTo("(0 2)");
    assertThat(scheme.value("(let ((x (random 1.0))) (and (inexact? x) (<= 0 x) (< x 1)))"))
        .isEqualTo("#t");
    for (String bound : new String[] {"0", "-1", "0.0", "'a", "1/2", "+inf.0"}) {
      assertThat(scheme.failure("(random " + bound + ")"))
          .startsWith("random: argument 1 (n) is ")
          .endsWith(
              "expected an integer of 1 to 9223372036854775807, or a number with a point, above"
                  + " 0.0");
    }
  }

  @Test
  void whileAPromptSleepsTheServerGoesOn() {
    try (LiveSession session = LiveSession.start()) {
      session.evaluate("(define d (iox-create)) (define ticks 0)");
      session.evaluate(
          "(define (tick callback reason data) (set! ticks (+ ticks 1)))"
              + "(define timer (iox-every d tick #f 0 0.01))");
      LiveSession.Said said = new LiveSession.Said();
      Evaluation sleeping = session.live().evaluate(Entry.typed("(sleep 3600)", 7, said));
      session.evaluate("(define before ticks)");
      Await.until("ticks", () -> session.evaluate("(> ticks (+ before 1))").equals("#t\n"));
      assertThat(said.isDone()).isFalse();
      sleeping.interrupt();
      assertThat(said.text()).isEqualTo("error repl:7: interrupted\n");
    }
  }
}
