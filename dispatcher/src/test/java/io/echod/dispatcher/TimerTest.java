package io.echod.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers that fire once. */
final class TimerTest extends ManualFixture {

  @Test
  void aTimerFiresOnceItsDelayHasPassedAndOnlyOnce() {
    dispatcher.after(millis(10), noteReason("timer"));
    assertThat(dispatcher.monitor(millis(9))).isTrue();
    assertThat(diary).isEmpty();
    assertThat(dispatcher.monitor(millis(1))).isFalse();
    assertThat(read()).containsExactly("timer FIRE");
    assertThat(dispatcher.monitor(millis(100))).isFalse();
    assertThat(diary).isEmpty();
  }

  @Test
  void aTimerIsNotEarlyWhenTheWaitEndsBefore() {
    for (int early = 1; early < 10; early++) {
      kernel.in(millis(early), kernel::wakeup);
    }
    dispatcher.after(millis(10), noteTime("timer"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("timer at 10");
    assertThat(kernel.waits()).isEqualTo(10);
  }

  @Test
  void aDelayCountsFromTheCallAndNotFromTheTurn() {
    dispatcher.after(
        millis(1),
        (_, _) -> {
          kernel.advance(millis(5));
          dispatcher.after(millis(10), noteTime("timer"));
        });
    dispatcher.monitor();
    assertThat(diary).containsExactly("timer at 16");
  }

  @Test
  void theKernelWaitsUntilTheNextTimerAndNoLonger() {
    dispatcher.after(millis(30), note("later"));
    dispatcher.after(millis(10), note("sooner"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("sooner", "later");
    assertThat(kernel.waits()).isEqualTo(2);
    assertThat(elapsed()).isEqualTo(millis(30));
  }

  @Test
  void secondsAreRoundedUpToTheNanosecond() {
    dispatcher.after(1.5e-9, (_, _) -> diary.add(elapsed().toString()));
    dispatcher.after(2.25, (_, _) -> diary.add(elapsed().toString()));
    dispatcher.monitor();
    assertThat(diary).containsExactly("PT0.000000002S", "PT2.25S");
  }

  @Test
  void timersOfEqualDeadlineFireInTheOrderOfRegistration() {
    List<String> expected = new ArrayList<>();
    for (int index = 0; index < 100; index++) {
      dispatcher.after(millis(10), note("timer " + index));
      expected.add("timer " + index);
    }
    dispatcher.monitor();
    assertThat(diary).isEqualTo(expected);
    assertThat(kernel.waits()).isEqualTo(1);
  }

  @Test
  void timersDueTogetherFireByDeadline() {
    dispatcher.after(millis(3), note("third"));
    dispatcher.after(millis(1), note("first"));
    dispatcher.after(millis(2), note("second"));
    kernel.advance(millis(10));
    turn();
    assertThat(diary).containsExactly("first", "second", "third");
  }

  @Test
  void aDelayOfZeroFiresInTheNextTurn() {
    dispatcher.after(Duration.ZERO, note("timer"));
    dispatcher.after(0.0, note("seconds"));
    assertThat(diary).isEmpty();
    turn();
    assertThat(diary).containsExactly("timer", "seconds");
  }

  @Test
  void aDelayOfZeroMeansTheNextTurnForACallerWithinOne() {
    Handler asks = (callback, _) -> dispatcher.after(Duration.ZERO, note("zero after " + callback));
    Callback input = dispatcher.onIo(ready(Reason.READ), Reason.READ, asks).name("input");
    dispatcher.after(Duration.ZERO, asks).name("timer");
    dispatcher.post(() -> dispatcher.after(Duration.ZERO, note("zero after task")));
    dispatcher.defer(() -> dispatcher.after(Duration.ZERO, note("zero after deferred")));
    turn();
    assertThat(diary).isEmpty();
    input.cancel();
    turn();
    assertThat(diary).hasSize(4).element(0).asString().startsWith("zero after input");
  }

  @Test
  void aTimerOfZeroThatRearmsItselfLocksNoOtherOut() {
    dispatcher.after(
        Duration.ZERO,
        new Handler() {
          @Override
          public void handle(Callback callback, int reason) {
            diary.add("zero");
            dispatcher.after(Duration.ZERO, this);
          }
        });
    dispatcher.onIo(ready(Reason.READ), Reason.READ, note("input"));
    turns(3);
    assertThat(diary).containsExactly("input", "zero", "input", "zero", "input", "zero");
  }

  @Test
  void aDueTimerCancelledByAnEarlierOneOfTheSameBatchDoesNotFire() {
    List<Callback> later = new ArrayList<>();
    dispatcher.after(
        millis(1),
        (_, _) -> {
          diary.add("first");
          assertThat(later.getFirst().cancel()).isTrue();
        });
    later.add(dispatcher.after(millis(1), note("cancelled")));
    dispatcher.after(millis(2), note("third"));
    kernel.advance(millis(5));
    turn();
    assertThat(diary).containsExactly("first", "third");
  }

  @Test
  void aFiredTimerIsNotRegisteredAnyMore() {
    Callback timer =
        dispatcher.after(
            millis(1),
            (callback, _) -> {
              assertThat(callback.isRegistered()).isFalse();
              assertThat(callback.cancel()).isFalse();
              diary.add("fired");
            });
    assertThat(timer.isRegistered()).isTrue();
    dispatcher.monitor();
    assertThat(diary).containsExactly("fired");
    assertThat(timer.cancel()).isFalse();
    assertThat(timer.missed()).isZero();
  }

  @Test
  void readinessAndADueTimerAreBothServedInOneTurn() {
    dispatcher.onIo(ready(Reason.READ), Reason.READ, note("input"));
    dispatcher.after(millis(1), note("timer"));
    kernel.advance(millis(1));
    turn();
    assertThat(diary).containsExactly("input", "timer");
  }

  @Test
  void hugeDelaysNeverComeAround() {
    dispatcher.after(Duration.ofSeconds(Long.MAX_VALUE), note("longest"));
    dispatcher.after(Duration.ofNanos(Long.MAX_VALUE), note("longest nanoseconds"));
    dispatcher.after(Double.MAX_VALUE, note("longest double"));
    dispatcher.every(Double.MAX_VALUE, Double.MAX_VALUE, note("longest interval"));
    dispatcher.after(millis(1), note("soon"));
    assertThat(dispatcher.monitor(Duration.ofDays(100 * 365))).isTrue();
    assertThat(diary).containsExactly("soon");
    assertThat(elapsed()).isEqualTo(Duration.ofDays(100 * 365));
  }

  @Test
  void anOverdueTimerIsNotHiddenBehindAHugeDelay() {
    dispatcher.after(millis(1), note("overdue"));
    kernel.advance(millis(5));
    dispatcher.after(Duration.ofSeconds(Long.MAX_VALUE), note("longest"));
    dispatcher.after(Double.MAX_VALUE, note("longest double"));
    turn();
    assertThat(diary).containsExactly("overdue");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE - 5_000_000, Long.MAX_VALUE, -5_000_000, Long.MIN_VALUE})
  void timersWorkWhereTheClockWraps(long startNanos) {
    ManualKernel wrapping = new ManualKernel(startNanos);
    Dispatcher other = new Dispatcher(wrapping);
    for (long delay : new long[] {9, 1, 6, 4, 5}) {
      other.after(
          millis(delay),
          (_, _) -> {
            long passed = TimeUnit.NANOSECONDS.toMillis(wrapping.nanoTime() - startNanos);
            diary.add(delay + " at " + passed);
          });
    }
    Callback never = other.after(Duration.ofSeconds(Long.MAX_VALUE), note("never"));
    other.monitor(millis(100));
    assertThat(diary).containsExactly("1 at 1", "4 at 4", "5 at 5", "6 at 6", "9 at 9");
    assertThat(never.isRegistered()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {-1e-9, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aDelayThatIsNoneIsRefused(double seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.after(seconds, note("never")))
        .withMessageContaining("delay");
    assertThat(dispatcher.statistics().registered()).isZero();
  }

  @Test
  void aNegativeDelayIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.after(Duration.ofNanos(-1), note("never")))
        .withMessageContaining("delay");
    assertThat(dispatcher.monitor()).isFalse();
  }

  @Test
  void aTimerWatchesNoEndpointAndWaitsForNoInput() {
    Callback timer = dispatcher.after(millis(1), note("timer"));
    assertThatIllegalStateOf(timer::endpoint).hasMessageContaining("timer");
    assertThatIllegalStateOf(() -> timer.interest(Reason.READ)).hasMessageContaining("timer");
  }
}
