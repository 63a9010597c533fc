package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A session that was asked to end. */
final class DrainTest extends SchemeTest {

  /** Where it waited for them, it would wait for a day. */
  @Test
  void idleTasksAndTimersDoNotHoldTheEnd() {
    listen("l");
    scheme.run(
        """
        (define calls 0)
        (define (count c r u) (set! calls (+ calls 1)))
        (iox-onio d (lambda (c r l) (tcp-answer l)) l IOX_READ (tcp-fd l))
        (iox-whenidle d count #f)
        (iox-every d count #f 0 0.000001)
        (iox-monitor d 0.01)
        """);
    scheme.session.stop();
    scheme.session.drain(Duration.ofDays(1));
    assertThat(scheme.session.endpoints.inUse()).isEmpty();
  }
}
