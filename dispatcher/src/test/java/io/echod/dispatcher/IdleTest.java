package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Idle tasks: in turn, and only when nothing else is to be done. */
final class IdleTest extends ManualFixture {

  @Test
  void eachQuietTurnCallsOneOfThemInRotation() {
    dispatcher.whenIdle(note("a"));
    dispatcher.whenIdle(note("b"));
    dispatcher.whenIdle(note("c"));
    turns(7);
    assertThat(diary).containsExactly("a", "b", "c", "a", "b", "c", "a");
  }

  @Test
  void theReasonIsIdle() {
    dispatcher.whenIdle(noteReason("idle"));
    turn();
    assertThat(diary).containsExactly("idle IDLE");
  }

  @Test
  void noneIsCalledInATurnThatHasOtherWork() {
    dispatcher.whenIdle(note("idle"));
    ManualSource source = ready(READ);
    dispatcher.onIo(source, READ, note("input"));
    turns(2);
    assertThat(read()).containsExactly("input", "input");
    source.ready(0);
    dispatcher.after(Duration.ZERO, note("timer"));
    turn();
    dispatcher.post(() -> diary.add("task"));
    turn();
    assertThat(read()).containsExactly("timer", "task");
    turn();
    assertThat(diary).containsExactly("idle");
  }

  @Test
  void aTurnThatOnlyDefersIsQuiet() {
    dispatcher.whenIdle(note("idle"));
    dispatcher.defer(() -> diary.add("deferred"));
    turn();
    assertThat(diary).containsExactly("idle", "deferred");
  }

  @Test
  void theDispatcherDoesNotSleepWhileThereIsOne() {
    Callback idle = dispatcher.whenIdle(note("idle"));
    dispatcher.after(millis(10), note("timer"));
    int[] calls = {0};
    dispatcher.whenIdle((callback, _) -> {
      assertThat(kernel.lastTimeoutNanos()).isZero();
      if (++calls[0] == 3) {
        callback.cancel();
        idle.cancel();
      }
    });
    dispatcher.monitor();
    assertThat(log.failures()).isEmpty();
    assertThat(diary).containsExactly("idle", "idle", "idle", "timer");
    assertThat(kernel.lastTimeoutNanos()).isEqualTo(millis(10).toNanos());
  }

  @Test
  void withoutOneTheDispatcherSleeps() {
    dispatcher.onIo(kernel.source(), READ, note("never"));
    dispatcher.after(millis(1_000), note("timer"));
    monitorMillis(999);
    assertThat(kernel.waits()).isEqualTo(1);
    assertThat(dispatcher.statistics().emptyTurns()).isEqualTo(1);
  }

  @Test
  void timersFireOnTimeBetweenIdleTasks() {
    dispatcher.whenIdle((_, _) -> kernel.advance(millis(1)));
    dispatcher.after(millis(5), noteTime("timer"));
    turns(7);
    assertThat(diary).containsExactly("timer at 5");
  }

  @Test
  void inputIsServedBetweenIdleTasks() {
    ManualSource source = kernel.source();
    dispatcher.whenIdle((_, _) -> {
      diary.add("idle");
      source.ready(READ);
    });
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          diary.add("input");
          source.ready(0);
        });
    turns(4);
    assertThat(diary).containsExactly("idle", "input", "idle", "input");
  }

  @Test
  void oneMayCancelItselfWithoutDisturbingTheRotation() {
    dispatcher.whenIdle(note("a"));
    dispatcher.whenIdle((callback, _) -> {
      diary.add("b");
      callback.cancel();
    });
    dispatcher.whenIdle(note("c"));
    turns(5);
    assertThat(diary).containsExactly("a", "b", "c", "a", "c");
  }

  @Test
  void oneMayBeCancelledOutOfTurnWithoutDisturbingTheRotation() {
    dispatcher.whenIdle(note("a"));
    Callback next = dispatcher.whenIdle(note("b"));
    dispatcher.whenIdle(note("c"));
    turn();
    next.cancel();
    turns(2);
    assertThat(diary).containsExactly("a", "c", "a");
  }

  @Test
  void oneRegisteredByAnotherWaitsForItsTurn() {
    dispatcher.whenIdle((callback, _) -> {
      diary.add("a");
      callback.cancel();
      dispatcher.whenIdle(note("b"));
    });
    turn();
    assertThat(read()).containsExactly("a");
    turn();
    assertThat(diary).containsExactly("b");
  }

  @Test
  void oneKeepsTheDispatcherMonitoring() {
    int[] calls = {0};
    dispatcher.whenIdle((callback, _) -> {
      if (++calls[0] == 1_000) {
        callback.cancel();
      }
    });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(calls[0]).isEqualTo(1_000);
    assertThat(dispatcher.statistics().idleCalls()).isEqualTo(1_000);
    assertThat(dispatcher.statistics().emptyTurns()).isZero();
  }
}
