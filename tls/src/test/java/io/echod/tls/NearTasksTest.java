package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which computations of handshakes run on the dispatcher's thread, and when. */
final class NearTasksTest {

  private static final int WAITING_MAX = 2;

  private long now;

  private final Dispatcher dispatcher =
      new Dispatcher(new SimNetwork(SimOptions.calm(1)).openKernel());
  private final NearTasks tasks = new NearTasks(dispatcher, () -> now);
  private final List<String> done = new ArrayList<>();
  private final List<String> elsewhere = new ArrayList<>();

  @AfterEach
  void close() {
    dispatcher.close();
  }

  private final class Task implements NearTasks.Pending {

    private final String name;
    private boolean isWanted = true;

    Task(String name) {
      this.name = name;
    }

    @Override
    public boolean isWanted() {
      return isWanted;
    }

    @Override
    public void run() {
      done.add(name);
    }

    @Override
    public boolean handOver() {
      elsewhere.add(name);
      return true;
    }
  }

  private Task add(String name) {
    Task task = new Task(name);
    tasks.add(task, WAITING_MAX);
    return task;
  }

  private void turn() {
    dispatcher.monitor(Duration.ZERO);
  }

  private void compute(long nanos) {
    now += nanos;
  }

  @Test
  void theFirstRunsAtOnceAndEachOtherInATurnOfItsOwn() {
    assertThat(tasks.runAtOnce(() -> done.add("first"))).isTrue();
    assertThat(tasks.runAtOnce(() -> done.add("no"))).isFalse();
    add("second");
    add("third");
    assertThat(done).containsExactly("first");
    turn();
    assertThat(done).containsExactly("first", "second");
    assertThat(tasks.runAtOnce(() -> done.add("no"))).isFalse();
    turn();
    assertThat(done).containsExactly("first", "second", "third");
    turn();
    assertThat(tasks.runAtOnce(() -> done.add("fourth"))).isTrue();
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void onceTooManyWaitAllRunElsewhereUntilThoseAreDone() {
    assertThat(tasks.runAtOnce(() -> {})).isTrue();
    add("one");
    add("two");
    assertThat(elsewhere).isEmpty();
    add("three");
    assertThat(elsewhere).containsExactlyInAnyOrder("one", "two", "three");
    turn();
    turn();
    assertThat(tasks.runAtOnce(() -> done.add("no"))).isFalse();
    add("four");
    assertThat(elsewhere).contains("four");
    for (int count = 0; count < 3; count++) {
      tasks.doneElsewhere();
      assertThat(tasks.runAtOnce(() -> done.add("no"))).isFalse();
    }
    tasks.doneElsewhere();
    assertThat(tasks.runAtOnce(() -> done.add("here"))).isTrue();
    assertThat(done).containsExactly("here");
  }

  @Test
  void behindALongOneNoneRunsHereForTenTimesWhatItTookTooLong() {
    assertThat(tasks.runAtOnce(() -> compute(3 * NearTasks.LONG_NANOS))).isTrue();
    add("next");
    assertThat(elsewhere).containsExactly("next");
    tasks.doneElsewhere();
    turn();
    compute(15 * NearTasks.LONG_NANOS);
    assertThat(tasks.runAtOnce(() -> done.add("no"))).isFalse();
    compute(6 * NearTasks.LONG_NANOS);
    assertThat(tasks.runAtOnce(() -> done.add("here"))).isTrue();
    assertThat(done).containsExactly("here");
  }

  @Test
  void thoseThatWaitBehindALongOneRunElsewhere() {
    assertThat(tasks.runAtOnce(() -> {})).isTrue();
    tasks.add(
        new NearTasks.Pending() {
          @Override
          public boolean isWanted() {
            return true;
          }

          @Override
          public void run() {
            compute(3 * NearTasks.LONG_NANOS);
          }

          @Override
          public boolean handOver() {
            return true;
          }
        },
        WAITING_MAX);
    add("next");
    turn();
    assertThat(elsewhere).isEmpty();
    turn();
    assertThat(elsewhere).containsExactly("next");
    assertThat(done).isEmpty();
  }

  @Test
  void oneOfALostConnectionDoesNotRun() {
    assertThat(tasks.runAtOnce(() -> {})).isTrue();
    add("lost").isWanted = false;
    add("next");
    turn();
    assertThat(done).containsExactly("next");
  }
}
