package io.echod.simulate.dispatcher.model;

import static io.echod.dispatcher.Reason.CANCEL;
import static io.echod.dispatcher.Reason.FIRE;
import static io.echod.dispatcher.Reason.IDLE;
import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.DispatcherOptions;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.simulate.scenario.Violation;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The model that the dispatcher is compared with: what it lets pass, and what not. */
final class NaiveDispatcherTest {

  private final NaiveDispatcher model =
      new NaiveDispatcher(new DispatcherOptions(2, 10, BusyPoll.OFF));
  private final NaiveSource source = new NaiveSource("source");

  @BeforeEach
  void monitor() {
    model.monitorBegins(-1, 0);
  }

  private void turn(long timeoutNanos, long nowNanos, ReadySource... events) {
    model.waiting(timeoutNanos, nowNanos);
    model.waited(List.of(events), () -> nowNanos + Math.min(timeoutNanos, 1_000_000));
  }

  private void called(NaiveCallback callback, int reason) {
    model.called(new Call(callback.name, reason, 0));
  }

  private void tasks(String... names) {
    Arrays.stream(names).map(Call::of).forEach(model::called);
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatExceptionOfType(Violation.class).isThrownBy(call).withMessageContaining(why);
  }

  private ReadySource ready(int reasons) {
    return new ReadySource(source, reasons);
  }

  @Test
  void theOldestCallbackOfASourceComesFirst() {
    NaiveCallback older = model.onIo(source, READ);
    NaiveCallback younger = model.onIo(source, READ | WRITE);
    turn(Kernel.FOREVER, 0, ready(READ));
    refused(() -> called(younger, READ), "it called IO 1 of source for READ; expected was [IO 0");
    called(older, READ);
    called(younger, READ);
    refused(() -> called(older, READ), "expected was []");
  }

  @Test
  void aCallbackThatWasCancelledIsNotExpected() {
    model.onIo(source, READ);
    NaiveCallback cancelled = model.onIo(source, READ);
    turn(Kernel.FOREVER, 0, ready(READ));
    model.called(new Call("IO 0 of source", READ, 0));
    model.cancel(cancelled);
    refused(() -> called(cancelled, READ), "expected was []");
  }

  @Test
  void aNoticeOfCancellingIsReportedOnce() {
    NaiveCallback callback = model.onIo(source, READ | CANCEL);
    turn(Kernel.FOREVER, 0, ready(READ));
    called(callback, READ);
    model.sourceClosed(source);
    refused(() -> model.waiting(0, 0), "without [IO 0 of source for CANCEL]");
    called(callback, CANCEL);
    refused(() -> called(callback, CANCEL), "expected was []");
  }

  @Test
  void timersComeByDeadlineThenByAge() {
    NaiveCallback late = model.timer(9, 0);
    NaiveCallback early = model.timer(5, 0);
    NaiveCallback equal = model.timer(9, 0);
    turn(5, 0);
    called(early, FIRE);
    turn(4, 5);
    refused(() -> called(equal, FIRE), "expected was [TIMER 0 for FIRE]");
    called(late, FIRE);
    called(equal, FIRE);
  }

  @Test
  void aTimerMadeInATurnWaitsForTheNext() {
    NaiveCallback first = model.timer(0, 0);
    turn(0, 0);
    called(first, FIRE);
    NaiveCallback second = model.timer(0, 0);
    refused(() -> called(second, FIRE), "expected was []");
    turn(0, 0);
    called(second, FIRE);
  }

  @Test
  void aPeriodicTimerReportsWhatItMissed() {
    NaiveCallback timer = model.timer(10, 10);
    model.waiting(10, 0);
    model.waited(List.of(), () -> 30);
    model.called(new Call(timer.name, FIRE, 2));
    refused(() -> model.waiting(11, 30), "it waits for 11 ns, not for 10");
    assertThatCode(() -> model.waiting(10, 30)).doesNotThrowAnyException();
  }

  @Test
  void idleTasksTakeTurnsWhereNothingElseWasCalled() {
    NaiveCallback one = model.whenIdle();
    NaiveCallback other = model.whenIdle();
    model.post("post 0");
    turn(0, 0);
    refused(() -> called(one, IDLE), "expected was [post 0]");
    tasks("post 0");
    refused(() -> called(one, IDLE), "expected was []");
    turn(0, 0);
    called(one, IDLE);
    turn(0, 0);
    called(other, IDLE);
    turn(0, 0);
    called(one, IDLE);
  }

  @Test
  void moreTasksThanATurnTakesAreLeftForTheNext() {
    List.of("post 0", "post 1", "post 2").forEach(model::post);
    turn(0, 0);
    tasks("post 0", "post 1");
    refused(() -> tasks("post 2"), "expected was []");
    turn(0, 0);
    tasks("post 2");
  }

  @Test
  void afterACloseNoticesComeInAnyOrder() {
    NaiveCallback one = model.onIo(source, READ | CANCEL);
    NaiveCallback other = model.onIo(source, READ | CANCEL);
    turn(Kernel.FOREVER, 0, ready(READ));
    called(one, READ);
    model.close();
    called(other, CANCEL);
    refused(() -> model.monitorEnds(false, 0), "without [IO 0 of source for CANCEL]");
    called(one, CANCEL);
    assertThatCode(() -> model.monitorEnds(false, 0)).doesNotThrowAnyException();
  }

  @Test
  void aSourceIsNotReadyForWhatIsPaused() {
    NaiveCallback callback = model.onIo(source, READ | WRITE);
    turn(Kernel.FOREVER, 0, ready(READ | WRITE));
    source.pause(READ);
    called(callback, WRITE);
  }

  @Test
  void monitoringMustNotEndBeforeItsLimit() {
    model.monitorBegins(100, 0);
    model.timer(1_000, 0);
    turn(100, 0);
    refused(() -> model.monitorEnds(true, 99), "early: 1 ns were left");
    assertThatCode(() -> model.monitorEnds(true, 100)).doesNotThrowAnyException();
  }

  @Test
  void monitoringEndsAfterTheTurnOfAStop() {
    model.timer(1_000, 0);
    turn(1_000, 0);
    model.called(new Call("TIMER 0", FIRE, 0));
    model.timer(9_000, 0);
    model.stop();
    refused(() -> model.waiting(8_000, 1_000), "monitoring must end");
    assertThatCode(() -> model.monitorEnds(true, 1_000)).doesNotThrowAnyException();
  }
}
