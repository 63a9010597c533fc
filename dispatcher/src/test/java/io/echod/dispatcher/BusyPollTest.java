package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looking for a while before a sleep. Each look takes a microsecond. */
@Timeout(30)
final class BusyPollTest {

  private static final Duration SPAN = micros(50);

  private final ManualKernel kernel = new ManualKernel();
  private final long startNanos = kernel.nanoTime();
  private final List<String> diary = new ArrayList<>();

  BusyPollTest() {
    kernel.lookTakes(micros(1));
  }

  private static Duration micros(long count) {
    return Duration.ofNanos(count * 1_000);
  }

  private Dispatcher dispatcher(BusyPoll busyPoll) {
    return new Dispatcher(kernel, DispatcherOptions.DEFAULT.withBusyPoll(busyPoll));
  }

  private void note(String what) {
    diary.add(what + " at " + (kernel.nanoTime() - startNanos) / 1_000);
  }

  /** A source that is ready for a moment at that time. */
  private void ready(ManualSource source, long micros) {
    kernel.in(micros(micros), () -> source.ready(READ));
  }

  private ManualSource heard(Dispatcher dispatcher) {
    ManualSource source = kernel.source();
    dispatcher.onIo(
        source,
        READ,
        (callback, reason) -> {
          source.ready(0);
          note("input");
        });
    return source;
  }

  @Test
  void offItSleepsAtOnce() throws Exception {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.OFF)) {
      ready(heard(dispatcher), 20);
      dispatcher.monitor(micros(30));
      assertThat(kernel.waits()).isEqualTo(kernel.sleeps());
      assertThat(diary).containsExactly("input at 20");
    }
  }

  @Test
  void whatComesSoonIsFoundWithoutASleep() throws Exception {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.always(SPAN))) {
      ready(heard(dispatcher), 20);
      dispatcher.monitor(micros(40));
      assertThat(kernel.sleeps()).isZero();
      assertThat(diary).containsExactly("input at 20");
    }
  }

  @Test
  void itSleepsWhenTheSpanIsOver() throws Exception {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.always(SPAN))) {
      ready(heard(dispatcher), 1_000);
      dispatcher.monitor(micros(1_000));
      assertThat(kernel.waits()).isEqualTo(SPAN.toNanos() / 1_000 + 1);
      assertThat(kernel.sleeps()).isEqualTo(1);
      assertThat(kernel.offers()).as("offers of the processor, one a look").isEqualTo(50);
      assertThat(diary).containsExactly("input at 1000");
    }
  }

  @Test
  void aTimerWithinTheSpanAndOneBehindItAreOnTime() throws Exception {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.always(SPAN))) {
      dispatcher.after(micros(20), (callback, reason) -> note("soon"));
      dispatcher.after(micros(90), (callback, reason) -> note("late"));
      dispatcher.monitor();
      assertThat(diary).containsExactly("soon at 20", "late at 90");
    }
  }

  @Test
  void automaticallyItPollsWhileThatPaysOff() throws Exception {
    try (Dispatcher dispatcher = dispatcher(new BusyPoll(SPAN.toNanos(), false))) {
      ManualSource source = heard(dispatcher);
      dispatcher.every(micros(10), micros(10), (callback, reason) -> source.ready(READ));
      dispatcher.monitor(micros(1_000));
      long sleeps = kernel.sleeps();
      assertThat(sleeps).isPositive();
      dispatcher.monitor(micros(1_000));
      long more = kernel.sleeps() - sleeps;
      // On a machine with one processor it never polls.
      boolean polls = Runtime.getRuntime().availableProcessors() > 1;
      assertThat(more == 0).as(more + " sleeps").isEqualTo(polls);
    }
  }

  @Test
  void automaticallyItStopsWhenNothingComesSoon() throws Exception {
    try (Dispatcher dispatcher = dispatcher(new BusyPoll(SPAN.toNanos(), false))) {
      Callback often = dispatcher.every(micros(10), micros(10), (callback, reason) -> {});
      dispatcher.monitor(micros(1_000));
      often.cancel();
      dispatcher.every(micros(500), micros(500), (callback, reason) -> note("timer"));
      dispatcher.monitor(micros(10_000));
      long before = kernel.waits() - kernel.sleeps();
      dispatcher.monitor(micros(10_000));
      assertThat(kernel.waits() - kernel.sleeps()).isEqualTo(before);
    }
  }

  @Test
  void aSpanBelowNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BusyPoll(-1, true))
        .withMessage("spanNanos must be 0 or more, not -1");
    assertThat(BusyPoll.always(Duration.ofSeconds(-1)).spanNanos()).isZero();
  }
}
