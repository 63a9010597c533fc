package io.echod.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The heap of timers: right, quick, and no larger than what is in it. */
final class TimersTest extends ManualFixture {

  private final Timers timers = new Timers();
  private final Random random = new Random(1);

  private Timer timer(long deadlineNanos) {
    return new Timer.OneShot(dispatcher, note("timer"), deadlineNanos);
  }

  private static int capacity(Timers timers) throws ReflectiveOperationException {
    Field heap = Timers.class.getDeclaredField("heap");
    heap.setAccessible(true);
    return Array.getLength(heap.get(timers));
  }

  @Test
  void anEmptyHeapHasNoFirst() {
    assertThat(timers.first()).isNull();
  }

  @Test
  void afterAnyAddsAndRemovalsTheFirstIsTheNextDue() {
    Comparator<Timer> order =
        Comparator.<Timer>comparingLong(timer -> timer.deadlineNanos)
            .thenComparingLong(timer -> timer.sequence);
    TreeSet<Timer> model = new TreeSet<>(order);
    for (int step = 0; step < 200_000; step++) {
      // Grows for a while, then shrinks for a while, so that every size is passed in both ways.
      boolean grows = step / 10_000 % 2 == 0;
      if (model.isEmpty() || random.nextInt(3) < (grows ? 2 : 1)) {
        Timer added = timer(random.nextInt(500));
        timers.add(added);
        model.add(added);
      } else {
        Timer removed = model.floor(timer(random.nextInt(500)));
        removed = removed == null ? model.first() : removed;
        timers.remove(removed);
        model.remove(removed);
      }
      assertThat(timers.first()).isSameAs(model.isEmpty() ? null : model.first());
    }
  }

  @Test
  void theHeapShrinksAsItEmpties() throws ReflectiveOperationException {
    List<Timer> added = new ArrayList<>();
    for (int index = 0; index < 100_000; index++) {
      Timer timer = timer(random.nextLong());
      added.add(timer);
      timers.add(timer);
    }
    assertThat(capacity(timers)).isBetween(100_000, 200_000);
    Collections.shuffle(added, random);
    added.forEach(timers::remove);
    assertThat(timers.first()).isNull();
    assertThat(capacity(timers)).isLessThanOrEqualTo(64);
  }

  @Test
  void aMillionTimersComeAndGo() {
    List<Callback> cancelled = new ArrayList<>();
    for (int index = 0; index < 1_000_000; index++) {
      Callback timer = dispatcher.after(Duration.ofNanos(random.nextInt(1_000_000)), (_, _) -> {});
      if (index % 2 == 0) {
        cancelled.add(timer);
      }
    }
    Collections.shuffle(cancelled, random);
    for (Callback timer : cancelled) {
      assertThat(timer.cancel()).isTrue();
    }
    assertThat(dispatcher.statistics().registered()).isEqualTo(500_000);
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(dispatcher.statistics().timersFired()).isEqualTo(500_000);
    assertThat(dispatcher.statistics().registered()).isZero();
  }

  @Test
  void aTimeoutSetAndCancelledAMillionTimesTakesNoRoom() throws ReflectiveOperationException {
    for (int index = 0; index < 1_000_000; index++) {
      Timer timer = timer(1_000 + index);
      timers.add(timer);
      timers.remove(timer);
    }
    assertThat(capacity(timers)).isEqualTo(16);
  }

  @Test
  void nothingRemembersWhatFiredOrWasCancelled() {
    List<WeakReference<Object>> forgotten = new ArrayList<>();
    for (int index = 0; index < 10; index++) {
      Callback fires = dispatcher.after(millis(1), note("fired"));
      Callback cancelled = dispatcher.after(millis(1), note("cancelled"));
      cancelled.cancel();
      forgotten.add(new WeakReference<>(fires));
      forgotten.add(new WeakReference<>(cancelled));
    }
    dispatcher.monitor();
    for (int attempt = 0; attempt < 100; attempt++) {
      System.gc();
      if (forgotten.stream().allMatch(reference -> reference.get() == null)) {
        break;
      }
    }
    assertThat(forgotten).allMatch(reference -> reference.get() == null);
  }
}
