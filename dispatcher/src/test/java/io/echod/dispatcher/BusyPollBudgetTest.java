package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The cost that automatic polling may have: messages come at intervals, each takes some work, and
 * each look takes a microsecond. With one processor, nothing of this is ever done.
 */
@Timeout(60)
final class BusyPollBudgetTest {

  private static final Duration WHILE = Duration.ofMillis(250);

  private final ManualKernel kernel = new ManualKernel();
  private long messages;
  private long workMicros;
  private long looks;
  private long sleeps;

  @BeforeEach
  void severalProcessors() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    kernel.lookTakes(micros(1));
  }

  private static Duration micros(long count) {
    return Duration.ofNanos(count * 1_000);
  }

  private Dispatcher dispatcher(BusyPoll busyPoll) {
    return new Dispatcher(kernel, DispatcherOptions.DEFAULT.withBusyPoll(busyPoll));
  }

  /** A message comes so long after the one before was dealt with, which takes so long. */
  private Callback load(Dispatcher dispatcher, long gapMicros, long oneTakesMicros) {
    ManualSource source = kernel.source();
    kernel.in(micros(gapMicros), () -> source.ready(READ));
    return dispatcher.onIo(
        source,
        READ,
        (callback, reason) -> {
          source.ready(0);
          messages++;
          workMicros += oneTakesMicros;
          kernel.advance(micros(oneTakesMicros));
          kernel.in(micros(gapMicros), () -> source.ready(READ));
        });
  }

  private void pass(Dispatcher dispatcher) {
    messages = 0;
    workMicros = 0;
    looks = kernel.waits() - kernel.sleeps();
    sleeps = kernel.sleeps();
    dispatcher.monitor(WHILE);
    looks = kernel.waits() - kernel.sleeps() - looks;
    sleeps = kernel.sleeps() - sleeps;
    assertThat(messages).isGreaterThan(1000);
  }

  /** It would take the whole processor, for messages that need a fifteenth of it. */
  @Test
  void messagesThatComeSlowerThanTheyPayForAreMostlySleptFor() {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.AUTO)) {
      load(dispatcher, 75, 5);
      pass(dispatcher);
      assertThat(looks).as("microseconds of polling").isLessThan(2 * workMicros);
      assertThat(sleeps).isGreaterThan(messages / 2);
    }
  }

  @Test
  void messagesThatComeAsSoonAsASleepWouldEndAreNeverSleptFor() {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.AUTO)) {
      load(dispatcher, 20, 5);
      pass(dispatcher);
      pass(dispatcher);
      assertThat(sleeps).isZero();
    }
  }

  @Test
  void muchWorkPaysForALongerWait() {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.AUTO)) {
      load(dispatcher, 75, 80);
      pass(dispatcher);
      pass(dispatcher);
      assertThat(sleeps).isZero();
    }
  }

  @Test
  void aFixedTimeIsPolledAtAnyCost() {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.always(micros(100)))) {
      load(dispatcher, 75, 5);
      pass(dispatcher);
      assertThat(sleeps).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void afterATimeOfFewItPollsAgainForMany() {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.AUTO)) {
      Callback few = load(dispatcher, 75, 5);
      pass(dispatcher);
      few.cancel();
      load(dispatcher, 15, 5);
      pass(dispatcher);
      pass(dispatcher);
      assertThat(sleeps).isZero();
    }
  }

  @Test
  void theAccountTakesNoLookAtTheClock() {
    try (Dispatcher off = dispatcher(BusyPoll.OFF)) {
      load(off, 200, 5);
      long before = kernel.clockReads();
      pass(off);
      long plain = kernel.clockReads() - before;
      assertThat(plain).isBetween(2 * messages, 2 * messages + 10);
    }
  }

  @Test
  void aTurnThatPollsTakesOneForEachLookMore() {
    try (Dispatcher dispatcher = dispatcher(BusyPoll.always(micros(100)))) {
      load(dispatcher, 20, 5);
      long before = kernel.clockReads();
      pass(dispatcher);
      assertThat(kernel.clockReads() - before).isLessThanOrEqualTo(2 * messages + looks + 10);
    }
  }
}
