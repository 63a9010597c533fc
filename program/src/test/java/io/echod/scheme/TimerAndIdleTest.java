package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Timers and idle tasks. */
final class TimerAndIdleTest extends SchemeTest {

  @BeforeEach
  void record() {
    scheme.run(
        """
        (define calls '())
        (define (record c r u) (set! calls (append calls (list u))))
        (define (finish c r u) (set! calls (append calls (list u))) (iox-destroy d))
        """);
  }

  @Test
  void aTimerFiresOnceWithItsReasonAndData() {
    scheme.run("(iox-after d (lambda (c r u) (record c r (list r (eq? c t) u))) 'x 0)");
    scheme.run("(define t #f)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((8 #f x))");
  }

  @Test
  void aTimerIsNeverEarlyFractionsIncluded() {
    for (String seconds : new String[] {"0.02", "1/50", "2e-2"}) {
      scheme.run("(define before (tv-tod)) (iox-after d ignore 0 " + seconds + ")");
      assertThat(scheme.value(MONITOR)).isEqualTo("#f");
      assertThat(scheme.value("(>= (- (tv-tod) before) 0.019)")).isEqualTo("#t");
    }
  }

  @Test
  void timersFireInTheOrderOfTheirDeadlines() {
    scheme.run(
        """
        (define (set name delay) (iox-after d record name delay))
        (define (set-all)
          (set! calls '())
          (let ((before (tv-tod)))
            (set 3 0.3)
            (set 1 0.1)
            (set 2 0.2)
            (- (tv-tod) before)))
        """);
    // The deadlines are in that order where no more time than between two of them has passed.
    Await.until(
        "timers to be set in time",
        () -> {
          boolean inTime = Double.parseDouble(scheme.value("(set-all)")) < 0.1;
          assertThat(scheme.value(MONITOR)).isEqualTo("#f");
          return inTime;
        });
    assertThat(scheme.value("calls")).isEqualTo("(1 2 3)");
  }

  @Test
  void aPeriodicTimerFiresUntilItIsCancelled() {
    scheme.run(
        "(iox-every d (lambda (c r u) (record c r r) (if (= (length calls) 3) (iox-cancel c)))"
            + " 0 0 0.001)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(8 8 8)");
  }

  @Test
  void aNegativeDelayIsAnInterval() {
    scheme.run("(define before (tv-tod)) (iox-every d finish 0 -1 0.02)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("(>= (- (tv-tod) before) 0.019)")).isEqualTo("#t");
  }

  @Test
  void aDelayOfZeroDoesNotWaitForTheInterval() {
    scheme.run("(iox-every d finish 'now 0 1000)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(now)");
  }

  @Test
  void aTimeBeyondAllMeasureIsNeverReached() {
    scheme.run("(iox-after d record 0 1e300) (iox-every d record 0 1e300 1e300)");
    scheme.run("(iox-every d finish 'end 0 1e-300)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(end)");
  }

  @Test
  void aTimerRegisteredByTheLastOneIsWaitedFor() {
    scheme.run("(iox-after d (lambda (c r u) (iox-after d record 'second 0)) 0 0)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(second)");
  }

  @Test
  void idleTasksTakeTurns() {
    scheme.run(
        """
        (define (idle c r u) (record c r (list u r)) (if (= (length calls) 6) (iox-destroy d)))
        (iox-whenidle d idle 'a) (iox-whenidle d idle 'b) (iox-whenidle d idle 'c)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((a 16) (b 16) (c 16) (a 16) (b 16) (c 16))");
  }

  @Test
  void anIdleTaskWaitsForWhatIsDue() {
    scheme.run("(iox-whenidle d finish 'idle) (iox-after d record 1 0) (iox-after d record 2 0)");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(1 2 idle)");
  }

  @Test
  void aTimerThatFailsIsCancelledAndTheOthersGoOn() {
    scheme.run(
        """
        (define failed 0)
        (define (wrong c r u) (set! failed (+ failed 1)) (tcp-read u 1))
        (iox-every d wrong 5 0 0.001)
        (iox-whenidle d wrong 6)
        (define beats 0)
        (iox-every d
          (lambda (c r u)
            (if (> failed 1) (set! beats (+ beats 1)))
            (if (> beats 20) (finish c r 'end)))
          0 0 0.001)
        """);
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("(end)");
    assertThat(scheme.errors).hasSize(2).allMatch(line -> line.endsWith("; cancelled)"));
  }
}
