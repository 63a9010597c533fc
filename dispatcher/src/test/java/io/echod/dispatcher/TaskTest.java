package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Tasks posted and deferred, and their place in a turn. */
final class TaskTest extends ManualFixture {

  private static final int TASKS_PER_TURN = 10;

  TaskTest() {
    super(new ManualKernel(), new DispatcherOptions(TASKS_PER_TURN, 0, BusyPoll.OFF));
  }

  @Test
  void aTurnServesInputTimersTasksAndWhatWasDeferredInThisOrder() {
    dispatcher.defer(() -> diary.add("deferred"));
    dispatcher.post(() -> diary.add("task"));
    dispatcher.whenIdle(note("idle"));
    dispatcher.after(Duration.ZERO, note("timer"));
    dispatcher.onIo(ready(READ), READ, note("input"));
    turn();
    assertThat(diary).containsExactly("input", "timer", "task", "deferred");
  }

  @Test
  void tasksRunInTheOrderPosted() {
    List<String> expected = new ArrayList<>();
    for (int index = 0; index < 25; index++) {
      String name = "task " + index;
      expected.add(name);
      dispatcher.post(() -> diary.add(name));
    }
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).isEqualTo(expected);
  }

  @Test
  void aTaskKeepsTheDispatcherFromSleeping() {
    dispatcher.onIo(kernel.source(), READ, note("never"));
    dispatcher.post(() -> diary.add("task"));
    turn();
    assertThat(kernel.lastTimeoutNanos()).isZero();
    assertThat(diary).containsExactly("task");
  }

  @Test
  void aFloodOfTasksKeepsNeitherInputNorTimersWaiting() {
    dispatcher.onIo(ready(READ), READ, note("input"));
    dispatcher.every(0, 1e-9, note("timer"));
    for (int index = 0; index < 2 * TASKS_PER_TURN + 1; index++) {
      dispatcher.post(() -> diary.add("task"));
    }
    for (int turn = 0; turn < 3; turn++) {
      turn();
      kernel.advance(Duration.ofNanos(1));
      assertThat(diary).startsWith("input", "timer", "task");
      assertThat(read()).hasSize(turn < 2 ? 2 + TASKS_PER_TURN : 3);
    }
    assertThat(dispatcher.statistics().tasksRun()).isEqualTo(2 * TASKS_PER_TURN + 1);
  }

  @Test
  void aTaskThatPostsItselfAgainLocksNoOtherOut() {
    dispatcher.onIo(ready(READ), READ, note("input"));
    Runnable again =
        new Runnable() {
          @Override
          public void run() {
            dispatcher.post(this);
          }
        };
    dispatcher.post(again);
    turns(3);
    assertThat(diary).containsExactly("input", "input", "input");
    assertThat(dispatcher.statistics().tasksRun()).isEqualTo(3 * TASKS_PER_TURN);
    assertThat(kernel.lastTimeoutNanos()).isZero();
  }

  @Test
  void aTaskLeftOverIsWorkStill() {
    for (int index = 0; index < TASKS_PER_TURN + 1; index++) {
      dispatcher.post(() -> diary.add("task"));
    }
    assertThat(dispatcher.monitor(Duration.ZERO)).isTrue();
    assertThat(dispatcher.monitor(Duration.ZERO)).isFalse();
    assertThat(diary).hasSize(TASKS_PER_TURN + 1);
  }

  @Test
  void aTaskPostedWhileTheKernelWaitsEndsTheWait() {
    dispatcher.onIo(kernel.source(), READ, note("never"));
    kernel.in(millis(3), () -> dispatcher.post(() -> diary.add("task at " + elapsed().toMillis())));
    assertThat(dispatcher.monitor(millis(10))).isTrue();
    assertThat(diary).containsExactly("task at 3");
  }

  @Test
  void tasksPostedBeforeACloseRun() {
    for (int index = 0; index < 3 * TASKS_PER_TURN; index++) {
      dispatcher.post(() -> diary.add("task"));
    }
    dispatcher.close();
    assertThat(diary).hasSize(3 * TASKS_PER_TURN);
  }

  @Test
  void aTaskPostedAfterACloseIsRejectedAndNeverRuns() {
    dispatcher.close();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> dispatcher.post(() -> diary.add("never")))
        .withMessageContaining("closed");
    assertThat(diary).isEmpty();
  }

  @Test
  void aTaskPostedByATaskThatRunsInTheCloseIsRejected() {
    AtomicBoolean rejected = new AtomicBoolean();
    dispatcher.post(() -> {
      try {
        dispatcher.post(() -> diary.add("never"));
      } catch (RejectedExecutionException expected) {
        rejected.set(true);
      }
    });
    dispatcher.close();
    assertThat(rejected).isTrue();
    assertThat(diary).isEmpty();
  }

  @Test
  void whatIsDeferredRunsAtTheEndOfTheTurnInOrder() {
    dispatcher.onIo(
        ready(READ),
        READ,
        (callback, _) -> {
          dispatcher.defer(() -> diary.add("deferred first"));
          dispatcher.defer(() -> diary.add("deferred second"));
          diary.add("input");
          callback.cancel();
        });
    dispatcher.onIo(ready(READ), READ, note("other input"));
    turn();
    assertThat(diary).containsExactly("input", "other input", "deferred first", "deferred second");
  }

  @Test
  void whatIsDeferredMeanwhileWaitsForTheNextTurnWhichDoesNotSleep() {
    dispatcher.onIo(kernel.source(), READ, note("never"));
    dispatcher.defer(() -> {
      diary.add("first");
      dispatcher.defer(() -> diary.add("second"));
    });
    turn();
    assertThat(read()).containsExactly("first");
    assertThat(dispatcher.monitor(millis(1))).isTrue();
    assertThat(diary).containsExactly("second");
  }

  @Test
  void whatIsDeferredKeepsMonitoringAliveUntilItRan() {
    dispatcher.defer(() -> diary.add("deferred"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("deferred");
    assertThat(kernel.lastTimeoutNanos()).isZero();
  }

  @Test
  void whatIsDeferredBeforeACloseRuns() {
    dispatcher.defer(() -> diary.add("deferred"));
    dispatcher.close();
    assertThat(diary).containsExactly("deferred");
  }
}
