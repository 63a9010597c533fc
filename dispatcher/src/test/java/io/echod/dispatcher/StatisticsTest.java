package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The figures of what was done. */
final class StatisticsTest extends ManualFixture {

  StatisticsTest() {
    super(new ManualKernel(), new DispatcherOptions(1024, millis(10).toNanos(), BusyPoll.OFF));
  }

  @Test
  void aNewDispatcherHasDoneNothing() {
    assertThat(dispatcher.statistics())
        .isEqualTo(new Statistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void everyKindOfCallIsCounted() {
    dispatcher.onIo(ready(READ | WRITE), READ | WRITE, note("input"));
    dispatcher.onIo(ready(READ), READ, note("input")).notifyCancel();
    dispatcher.after(Duration.ZERO, note("timer"));
    dispatcher.post(() -> diary.add("task"));
    dispatcher.post(() -> diary.add("task"));
    dispatcher.defer(() -> diary.add("deferred"));
    turn();
    Statistics statistics = dispatcher.statistics();
    assertThat(statistics.turns()).isEqualTo(1);
    assertThat(statistics.emptyTurns()).isZero();
    assertThat(statistics.ioCalls()).isEqualTo(2);
    assertThat(statistics.timersFired()).isEqualTo(1);
    assertThat(statistics.tasksRun()).isEqualTo(2);
    assertThat(statistics.idleCalls()).isZero();
    assertThat(statistics.failures()).isZero();
    assertThat(statistics.registered()).isEqualTo(2);
  }

  @Test
  void turnsThatCallNoHandlerAreEmpty() {
    dispatcher.onIo(kernel.source(), READ, note("never"));
    turns(3);
    assertThat(dispatcher.statistics().turns()).isEqualTo(3);
    assertThat(dispatcher.statistics().emptyTurns()).isEqualTo(3);
  }

  @Test
  void timeIsTheKernelsWhileItWaitsAndTheCallbacksOtherwise() {
    dispatcher.every(millis(10), millis(10), (_, _) -> kernel.advance(millis(3)));
    dispatcher.whenIdle((callback, _) -> {
      kernel.advance(millis(1));
      callback.cancel();
    });
    monitorMillis(23);
    assertThat(dispatcher.statistics().kernelNanos()).isEqualTo(millis(9 + 7).toNanos());
    assertThat(dispatcher.statistics().callbackNanos()).isEqualTo(millis(1 + 3 + 3).toNanos());
  }

  @Test
  void timersFiredTooLateAreCounted() {
    dispatcher.after(Duration.ofNanos(1), note("one nanosecond too late"));
    dispatcher.after(Duration.ofNanos(2), note("just in time"));
    kernel.advance(millis(10).plusNanos(2));
    turn();
    assertThat(dispatcher.statistics().timersLate()).isEqualTo(1);
    assertThat(dispatcher.statistics().timersFired()).isEqualTo(2);
    assertThat(dispatcher.statistics().timersMissed()).isZero();
  }

  @Test
  void registrationsAreCountedUntilTheyEnd() {
    Callback input = dispatcher.onIo(ready(READ), READ, note("input"));
    Callback timer = dispatcher.every(1, 1, note("timer"));
    dispatcher.after(Duration.ZERO, note("fires"));
    Callback idle = dispatcher.whenIdle(note("idle"));
    assertThat(dispatcher.statistics().registered()).isEqualTo(4);
    turn();
    assertThat(dispatcher.statistics().registered()).isEqualTo(3);
    input.cancel();
    timer.cancel();
    idle.cancel();
    assertThat(dispatcher.statistics().registered()).isZero();
  }

  @Test
  void limitsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DispatcherOptions(0, 0, BusyPoll.OFF))
        .withMessageContaining("tasksPerTurnMax");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DispatcherOptions(1, -1, BusyPoll.OFF))
        .withMessageContaining("timerLateNanos");
  }
}
