package io.echod.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers that fire again and again. */
final class PeriodicTimerTest extends ManualFixture {

  /** Notes the time and what was missed, and lets time pass. */
  private Handler slow(String name, Duration duration) {
    return (callback, _) -> {
      diary.add(name + " at " + elapsed().toMillis() + " missed " + callback.missed());
      kernel.advance(duration);
    };
  }

  @Test
  void itFiresAfterTheDelayAndThenEveryInterval() {
    Callback timer = dispatcher.every(millis(5), millis(10), noteTime("tick"));
    assertThat(dispatcher.monitor(millis(30))).isTrue();
    assertThat(diary).containsExactly("tick at 5", "tick at 15", "tick at 25");
    assertThat(timer.isRegistered()).isTrue();
  }

  @Test
  void aNegativeDelayMeansOneInterval() {
    dispatcher.every(millis(-1), millis(10), noteTime("tick"));
    dispatcher.every(-1, 0.010, noteTime("tock"));
    monitorMillis(20);
    assertThat(diary).containsExactly("tick at 10", "tock at 10", "tick at 20", "tock at 20");
  }

  @Test
  void aDelayOfZeroMeansTheNextTurn() {
    dispatcher.every(Duration.ZERO, millis(10), noteTime("tick"));
    turn();
    assertThat(read()).containsExactly("tick at 0");
    turn();
    assertThat(diary).isEmpty();
    monitorMillis(10);
    assertThat(diary).containsExactly("tick at 10");
  }

  @Test
  void itKeepsItsScheduleOverAMillionFires() {
    long interval = 1_000_003;
    Random random = new Random(1);
    long[] fires = {0};
    long start = kernel.nanoTime();
    dispatcher.every(
        Duration.ofNanos(interval),
        Duration.ofNanos(interval),
        (callback, _) -> {
          long due = ++fires[0] * interval;
          assertThat(kernel.nanoTime() - start).isEqualTo(due);
          kernel.advance(Duration.ofNanos(random.nextLong(interval)));
          if (fires[0] == 1_000_000) {
            callback.cancel();
          }
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(fires[0]).isEqualTo(1_000_000);
    assertThat(log.failures()).isEmpty();
  }

  @Test
  void aLateCallDoesNotMoveTheLaterOnes() {
    dispatcher.every(millis(10), millis(10), slow("tick", millis(3)));
    dispatcher.after(millis(19), slow("busy", millis(5)));
    monitorMillis(40);
    assertThat(diary)
        .containsExactly(
            "tick at 10 missed 0",
            "busy at 19 missed 0",
            "tick at 24 missed 0",
            "tick at 30 missed 0",
            "tick at 40 missed 0");
  }

  @Test
  void whatAStallMissedIsSkippedAndReported() {
    dispatcher.every(millis(10), millis(10), slow("tick", Duration.ZERO));
    dispatcher.after(millis(12), slow("stall", millis(33)));
    monitorMillis(60);
    assertThat(diary)
        .containsExactly(
            "tick at 10 missed 0",
            "stall at 12 missed 0",
            "tick at 45 missed 2",
            "tick at 50 missed 0",
            "tick at 60 missed 0");
    assertThat(dispatcher.statistics().timersMissed()).isEqualTo(2);
  }

  @Test
  void aStallOfExactlySomeIntervalsStaysOnSchedule() {
    dispatcher.every(millis(10), millis(10), slow("tick", Duration.ZERO));
    kernel.advance(millis(30));
    turn();
    assertThat(read()).containsExactly("tick at 30 missed 2");
    monitorMillis(10);
    assertThat(diary).containsExactly("tick at 40 missed 0");
  }

  @Test
  void aHandlerSlowerThanItsIntervalLocksNoOtherOut() {
    dispatcher.every(Duration.ZERO, millis(10), slow("tick", millis(25)));
    dispatcher.onIo(ready(Reason.READ), Reason.READ, note("input"));
    turns(3);
    assertThat(diary)
        .containsExactly(
            "input",
            "tick at 0 missed 0",
            "input",
            "tick at 25 missed 1",
            "input",
            "tick at 50 missed 2");
  }

  @Test
  void ofEqualDeadlinesTheOlderRegistrationComesFirstForEver() {
    dispatcher.every(millis(10), millis(10), noteTime("older"));
    dispatcher.every(millis(20), millis(20), noteTime("younger"));
    monitorMillis(40);
    assertThat(diary)
        .containsExactly(
            "older at 10",
            "older at 20",
            "younger at 20",
            "older at 30",
            "older at 40",
            "younger at 40");
  }

  @Test
  void itMayCancelItself() {
    dispatcher.every(
        millis(10),
        millis(10),
        (callback, _) -> {
          diary.add("tick");
          assertThat(callback.cancel()).isTrue();
          assertThat(callback.isRegistered()).isFalse();
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("tick");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void anIntervalThatIsNoneIsRefused(double seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.every(1, seconds, note("never")))
        .withMessageContaining("interval");
    assertThat(dispatcher.statistics().registered()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aDelayThatIsNoneIsRefused(double seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.every(seconds, 1, note("never")))
        .withMessageContaining("delay");
    assertThat(dispatcher.statistics().registered()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void anIntervalOfNothingIsRefused(long nanos) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.every(Duration.ZERO, Duration.ofNanos(nanos), note("never")))
        .withMessageContaining("interval");
    assertThat(dispatcher.monitor()).isFalse();
  }
}
