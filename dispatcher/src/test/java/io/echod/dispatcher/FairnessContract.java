package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.StreamPair;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A busy source can't keep others waiting, an idle one costs nothing, and no handler is called
 * early.
 */
abstract class FairnessContract extends DispatcherFixture {

  private static final Duration SPAN = Duration.ofMillis(20);

  /** Turns that a sleeping dispatcher may take for the span, spurious ones included. */
  private static final long TURNS_MAX = 5;

  FairnessContract(Kernel.Factory factory) {
    super(factory);
  }

  @Test
  void aSourceThatIsAlwaysReadyKeepsNoOtherWaiting() throws IOException {
    onIo(pair().client(), WRITE, (_, _) -> {});
    StreamPair other = pairWithInput();
    onIo(other.server(), READ, (callback, _) -> once("input", callback));
    dispatcher.after(SPAN, note("timer"));
    dispatcher.post(() -> diary.add("task"));
    monitorUntil(() -> diary.size() == 3);
    assertThat(diary).containsExactlyInAnyOrder("input", "timer FIRE", "task");
  }

  private void once(String line, Callback callback) {
    diary.add(line);
    callback.cancel();
  }

  @Test
  void idleTasksKeepNoOtherWaiting() throws IOException {
    StreamPair pair = pair();
    dispatcher.whenIdle((_, _) -> {});
    onIo(pair.server(), READ, (callback, _) -> once("input", callback));
    dispatcher.after(SPAN, (_, _) -> StreamPair.send(kernel, pair.client(), "x"));
    monitorUntil(() -> diary.size() == 1);
    assertThat(dispatcher.statistics().idleCalls()).isPositive();
  }

  @Test
  void aTimerOfZeroThatRearmsItselfKeepsNoOtherWaiting() throws IOException {
    StreamPair pair = pair();
    Handler rearming =
        new Handler() {
          @Override
          public void handle(Callback callback, int reason) {
            dispatcher.after(Duration.ZERO, this);
          }
        };
    dispatcher.after(Duration.ZERO, rearming);
    onIo(pair.server(), READ, (callback, _) -> once("input", callback));
    dispatcher.after(SPAN, (_, _) -> StreamPair.send(kernel, pair.client(), "x"));
    monitorUntil(() -> diary.size() == 1);
    assertThat(dispatcher.statistics().timersFired()).isGreaterThan(2);
  }

  @Test
  void whileNothingIsDueTheDispatcherSleeps() throws IOException {
    StreamPair pair = pair();
    onIo(pair.server(), READ, note("never"));
    dispatcher.after(Duration.ofDays(1), note("never"));
    assertThat(turnsWithin(SPAN)).isLessThanOrEqualTo(TURNS_MAX);
    assertThat(diary).isEmpty();
  }

  @Test
  void whatIsPausedDoesNotKeepTheDispatcherAwake() throws IOException {
    StreamPair pair = pairWithInput();
    onIo(pair.server(), READ, (callback, _) -> once("input", callback));
    dispatcher.pause(endpoint(pair.server()), READ);
    assertThat(turnsWithin(SPAN)).isLessThanOrEqualTo(TURNS_MAX);
    assertThat(diary).isEmpty();
    dispatcher.resume(endpoint(pair.server()), READ);
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("input");
  }

  @Test
  void noTimerIsEverEarly() {
    Random random = new Random(1);
    List<Long> earlyNanos = new ArrayList<>();
    for (int index = 0; index < 200; index++) {
      long delayNanos = random.nextLong(SPAN.toNanos());
      long start = kernel.nanoTime();
      dispatcher.after(
          Duration.ofNanos(delayNanos),
          (_, _) -> earlyNanos.add(delayNanos - (kernel.nanoTime() - start)));
    }
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(earlyNanos).hasSize(200).allMatch(nanos -> nanos <= 0);
  }

  @Test
  void monitoringNeverEndsBeforeItsLimit() throws IOException {
    onIo(pair().server(), READ, note("never"));
    for (long nanos : new long[] {1, 999_999, 1_000_001, 5_500_000}) {
      long start = kernel.nanoTime();
      assertThat(dispatcher.monitor(Duration.ofNanos(nanos))).isTrue();
      assertThat(kernel.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
    }
  }

  @Test
  void aLimitOfZeroPollsOnce() throws IOException {
    onIo(pair().server(), READ, note("never"));
    onIo(pair().client(), WRITE, note("ready"));
    assertThat(dispatcher.monitor(Duration.ZERO)).isTrue();
    assertThat(dispatcher.statistics().turns()).isEqualTo(1);
    assertThat(diary).containsExactly("ready WRITE");
  }
}
