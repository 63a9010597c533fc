package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The task for the moment before the dispatcher sleeps. */
final class BeforeSleepTest extends ManualFixture {

  private final class Notes implements BeforeSleep {

    private boolean due = true;

    @Override
    public boolean isDue() {
      return due;
    }

    @Override
    public void run() {
      due = false;
      diary.add("about to sleep");
    }
  }

  private static BeforeSleep beforeSleep(BooleanSupplier due, Runnable task) {
    return new BeforeSleep() {
      @Override
      public boolean isDue() {
        return due.getAsBoolean();
      }

      @Override
      public void run() {
        task.run();
      }
    };
  }

  /** Due until it has run. */
  private static BeforeSleep once(Runnable task) {
    boolean[] due = {true};
    return beforeSleep(
        () -> due[0],
        () -> {
          due[0] = false;
          task.run();
        });
  }

  @Test
  void itRunsBeforeASleep() {
    dispatcher.beforeSleep(new Notes());
    dispatcher.after(millis(5), note("timer"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("about to sleep", "timer");
  }

  @Test
  void itDoesNotRunWhileSomethingIsReady() {
    dispatcher.beforeSleep(new Notes());
    dispatcher.onIo(
        ready(READ),
        READ,
        (callback, _) -> {
          diary.add("input");
          callback.cancel();
        });
    dispatcher.after(millis(5), note("timer"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("input", "about to sleep", "timer");
  }

  @Test
  void itDoesNotRunBeforeAWaitThatOnlyLooks() {
    dispatcher.beforeSleep(new Notes());
    dispatcher.after(Duration.ZERO, note("due"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("due");
  }

  @Test
  void itDoesNotRunWhereItIsNotDue() {
    Notes notes = new Notes();
    notes.due = false;
    dispatcher.beforeSleep(notes);
    dispatcher.after(millis(5), note("timer"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("timer");
    assertThat(kernel.waits()).isEqualTo(1);
  }

  @Test
  void onceThatThrowsPreventsNoSleep() {
    dispatcher.beforeSleep(
        beforeSleep(
            () -> true,
            () -> {
              throw new IllegalStateException("as the test wants it");
            }));
    dispatcher.after(millis(5), note("timer"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("timer");
    assertThat(dispatcher.statistics().failures()).isEqualTo(1);
  }

  @Test
  void whatItRegistersIsInTimeForTheSleep() {
    dispatcher.beforeSleep(once(() -> dispatcher.after(millis(1), noteTime("early"))));
    dispatcher.after(millis(5), noteTime("late"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("early at 1", "late at 5");
  }

  @Test
  void aTaskPostedWhileItLooksForInputIsNotSleptOver() {
    // The look at what is ready takes the wake-up; the sleep must not be in need of it.
    dispatcher.beforeSleep(
        new BeforeSleep() {
          private boolean due = true;

          @Override
          public boolean isDue() {
            if (due) {
              dispatcher.post(() -> diary.add("posted at " + elapsed().toMillis()));
            }
            return due;
          }

          @Override
          public void run() {
            due = false;
          }
        });
    dispatcher.after(millis(5), noteTime("timer"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("posted at 0", "timer at 5");
  }

  @Test
  void theTimeItTakesMakesNoTimerLate() {
    dispatcher.beforeSleep(once(() -> kernel.advance(millis(3))));
    dispatcher.after(millis(5), noteTime("timer"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("timer at 5");
  }

  @Test
  void whatIsCalledInItsTurnMayMakeItDueAgain() {
    Notes notes = new Notes();
    dispatcher.beforeSleep(
        beforeSleep(
            notes::isDue,
            () -> {
              notes.run();
              kernel.advance(millis(2));
            }));
    dispatcher.after(
        millis(1),
        (_, _) -> {
          diary.add("output");
          notes.due = true;
        });
    dispatcher.after(millis(9), note("timer"));
    dispatcher.monitor();
    assertThat(diary).containsExactly("about to sleep", "output", "about to sleep", "timer");
  }

  @Test
  void oneThatStaysDuePreventsNoSleep() {
    int[] runs = {0};
    dispatcher.beforeSleep(beforeSleep(() -> true, () -> runs[0]++));
    dispatcher.after(millis(5), note("timer"));
    dispatcher.monitor();
    assertThat(runs[0]).isEqualTo(1);
  }

  @Test
  void whatBecameDueBetweenTwoMonitorsRunsInTheSecond() {
    Notes notes = new Notes();
    dispatcher.beforeSleep(notes);
    dispatcher.after(millis(9), note("timer"));
    // Its one turn runs the task and does not get to sleep.
    dispatcher.monitor(Duration.ofNanos(1));
    notes.due = true;
    dispatcher.monitor();
    assertThat(diary).containsExactly("about to sleep", "about to sleep", "timer");
  }
}
