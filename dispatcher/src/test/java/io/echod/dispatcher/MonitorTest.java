package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.ManualKernel.ManualSource;
import io.echod.dispatcher.kernel.Kernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When monitoring ends, and what it returns. */
final class MonitorTest extends ManualFixture {

  /** Something to monitor that never becomes ready. */
  private final ManualSource waiting = kernel.source();

  @Test
  void nothingRegisteredReturnsFalseAtOnce() {
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(dispatcher.monitor(millis(5))).isFalse();
    assertThat(dispatcher.monitor(Duration.ZERO)).isFalse();
    assertThat(kernel.waits()).isZero();
  }

  @Test
  void itReturnsFalseOnceTheLastRegistrationIsGone() {
    ManualSource source = ready(READ);
    dispatcher.onIo(source, READ, (callback, _) -> callback.cancel());
    assertThat(dispatcher.monitor()).isFalse();
    dispatcher.after(millis(5), note("timer"));
    assertThat(dispatcher.monitor(millis(100))).isFalse();
    assertThat(elapsed()).isEqualTo(millis(5));
  }

  @Test
  void itReturnsTrueOnceTheLimitHasPassed() {
    dispatcher.onIo(kernel.source(), READ, note("never"));
    assertThat(dispatcher.monitor(millis(5))).isTrue();
    assertThat(elapsed()).isEqualTo(millis(5));
    assertThat(kernel.waits()).isEqualTo(1);
  }

  @Test
  void itNeverReturnsBeforeTheLimit() {
    dispatcher.onIo(kernel.source(), READ, note("never"));
    for (int early = 1; early < 5; early++) {
      kernel.in(millis(early), kernel::wakeup);
    }
    assertThat(dispatcher.monitor(millis(5))).isTrue();
    assertThat(elapsed()).isEqualTo(millis(5));
    assertThat(kernel.waits()).isEqualTo(5);
  }

  @Test
  void whatIsDueAtTheLimitIsStillServed() {
    dispatcher.every(millis(5), millis(5), noteTime("tick"));
    dispatcher.monitor(millis(10));
    assertThat(diary).containsExactly("tick at 5", "tick at 10");
  }

  @Test
  void aBusyDispatcherReturnsAfterTheLimit() {
    dispatcher.onIo(ready(READ), READ, (_, _) -> kernel.advance(millis(2)));
    assertThat(dispatcher.monitor(millis(5))).isTrue();
    assertThat(elapsed()).isEqualTo(millis(6));
  }

  @Test
  void aLimitOfZeroIsOneTurnThatDoesNotWait() {
    dispatcher.onIo(ready(READ), READ, note("input"));
    dispatcher.after(millis(5), note("timer"));
    assertThat(dispatcher.monitor(Duration.ZERO)).isTrue();
    assertThat(diary).containsExactly("input");
    assertThat(kernel.waits()).isEqualTo(1);
    assertThat(kernel.lastTimeoutNanos()).isZero();
  }

  @Test
  void anyNegativeLimitIsNone() {
    kernel.in(Duration.ofDays(1), () -> dispatcher.post(() -> dispatcher.cancelAll(waiting)));
    dispatcher.onIo(waiting, READ, note("never"));
    assertThat(dispatcher.monitor(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
    assertThat(elapsed()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void withoutALimitTheKernelIsAskedToWaitForEver() {
    kernel.in(millis(1), () -> dispatcher.post(() -> dispatcher.cancelAll(waiting)));
    dispatcher.onIo(waiting, READ, note("never"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(kernel.lastTimeoutNanos()).isEqualTo(Kernel.FOREVER);
  }

  @Test
  void theLongestLimitDoesNotOverflow() {
    kernel.in(Duration.ofDays(1), () -> dispatcher.post(() -> dispatcher.cancelAll(waiting)));
    dispatcher.onIo(waiting, READ, note("never"));
    assertThat(dispatcher.monitor(Duration.ofSeconds(Long.MAX_VALUE))).isFalse();
    assertThat(elapsed()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void itCanBeCalledAgainAfterItReturned() {
    dispatcher.every(millis(1), millis(1), noteTime("tick"));
    assertThat(dispatcher.monitor(millis(1))).isTrue();
    assertThat(dispatcher.monitor(millis(1))).isTrue();
    dispatcher.after(Duration.ZERO, note("zero"));
    turn();
    assertThat(diary).containsExactly("tick at 1", "tick at 2", "zero");
  }

  @Test
  void aWakeupGoesThroughATurnWithoutWaiting() {
    dispatcher.onIo(waiting, READ, note("never"));
    dispatcher.wakeup();
    kernel.in(millis(3), dispatcher::wakeup);
    assertThat(dispatcher.monitor(millis(5))).isTrue();
    assertThat(dispatcher.statistics().turns()).isEqualTo(3);
  }

  @Test
  void monitoringWithinACallbackIsRefusedAndTheOuterOneGoesOn() {
    List<Throwable> refusals = new ArrayList<>();
    Runnable attempt =
        () -> {
          try {
            dispatcher.monitor();
          } catch (IllegalStateException refusal) {
            refusals.add(refusal);
          }
        };
    dispatcher.onIo(
        ready(READ),
        READ,
        (callback, _) -> {
          attempt.run();
          callback.cancel();
        });
    dispatcher.after(millis(1), (_, _) -> attempt.run());
    dispatcher.post(attempt);
    dispatcher.defer(attempt);
    dispatcher.after(millis(2), note("outer goes on"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(refusals).hasSize(4).allMatch(r -> String.valueOf(r).contains("within a callback"));
    assertThat(diary).containsExactly("outer goes on");
  }

  @Test
  void anInterruptWhileWaitingEndsMonitoringAndStaysInTheFlag() {
    dispatcher.onIo(waiting, READ, note("never"));
    kernel.in(millis(5), Thread.currentThread()::interrupt);
    assertThat(dispatcher.monitor()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(elapsed()).isEqualTo(millis(5));
    assertThat(dispatcher.statistics().turns()).isEqualTo(1);
  }

  @Test
  void anInterruptWithinACallbackEndsMonitoringAfterTheTurn() {
    dispatcher.onIo(ready(READ), READ, (_, _) -> Thread.currentThread().interrupt());
    dispatcher.onIo(ready(READ), READ, note("other"));
    dispatcher.after(Duration.ZERO, note("timer"));
    assertThat(dispatcher.monitor()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(diary).containsExactly("other", "timer");
  }

  @Test
  void anInterruptBeforeMonitoringAllowsOneTurn() {
    dispatcher.onIo(ready(READ), READ, note("input"));
    Thread.currentThread().interrupt();
    assertThat(dispatcher.monitor()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(diary).containsExactly("input");
    turn();
    assertThat(diary).containsExactly("input", "input");
  }

  @Test
  void stopMakesItReturnAfterTheTurnWithEverythingStillRegistered() {
    dispatcher.onIo(
        ready(READ),
        READ,
        (_, _) -> {
          diary.add("input");
          dispatcher.stop();
        });
    dispatcher.after(Duration.ZERO, note("timer of the same turn"));
    assertThat(dispatcher.monitor()).isTrue();
    assertThat(dispatcher.monitor()).isTrue();
    assertThat(diary).containsExactly("input", "timer of the same turn", "input");
  }

  @Test
  void stopBeforeMonitoringDoesNothing() {
    dispatcher.stop();
    dispatcher.after(millis(5), note("timer"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("timer");
  }
}
