package io.echod.dispatcher.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.echod.dispatcher.BusyPoll;
import io.echod.dispatcher.kernel.Kernel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The account by itself. */
final class PollerTest {

  private static final long MICRO = 1_000;
  private static final long HOUR = 3_600_000_000L * MICRO;

  private final Poller poller = new Poller(BusyPoll.AUTO.spanNanos(), false);

  @BeforeEach
  void severalProcessors() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
  }

  /** Turns of short waits and little work; returns how many began to poll. */
  private int turns(int count, long waitNanos, long polledNanos) {
    int polls = 0;
    for (int turn = 0; turn < count; turn++) {
      if (poller.begin(Kernel.FOREVER) > 0) {
        polls++;
        if (!poller.goesOn(polledNanos)) {
          poller.sleeps();
        }
        poller.waited(Math.max(waitNanos, polledNanos));
      } else {
        poller.waited(waitNanos);
      }
      poller.worked(5 * MICRO);
    }
    return polls;
  }

  @Test
  void aWaitThatPaysIsPolledFor() {
    turns(100, 20 * MICRO, 19 * MICRO);
    assertThat(turns(10_000, 20 * MICRO, 19 * MICRO)).isEqualTo(10_000);
  }

  /** 5 µs of work pay for a poll of 45 µs in every ninth turn. */
  @Test
  void aPollThatTakesLongerThanSleepsEarnsNothing() {
    turns(100, 45 * MICRO, 44 * MICRO);
    assertThat(turns(10_000, 45 * MICRO, 44 * MICRO)).isBetween(900, 1_300);
  }

  /** Each look gives the processor to others, who keep it for four milliseconds. */
  @Test
  void whereOthersWantTheProcessorItIsLeftToThem() {
    assertThat(turns(10_000, 20 * MICRO, 4_000 * MICRO)).isBetween(1, 5);
  }

  @Test
  void afterAnHourInWhichTheProcessWasStoppedItPollsAgainSoon() {
    turns(100, 20 * MICRO, 19 * MICRO);
    turns(1, 20 * MICRO, HOUR);
    turns(5_000, 20 * MICRO, 19 * MICRO);
    assertThat(turns(100, 20 * MICRO, 19 * MICRO)).isEqualTo(100);
  }

  @Test
  void aTimerEndsAPollWithoutASleep() {
    turns(100, 20 * MICRO, 19 * MICRO);
    for (int turn = 0; turn < 10_000; turn++) {
      assertThat(poller.begin(10 * MICRO)).isEqualTo(10 * MICRO);
      assertThat(poller.goesOn(10 * MICRO)).isFalse();
      poller.waited(10 * MICRO);
    }
  }

  @Test
  void nothingIsEarnedByAWaitThatOnlyLooks() {
    turns(10_000, 99 * MICRO, 99 * MICRO);
    for (int turn = 0; turn < 10_000 && poller.begin(Kernel.FOREVER) > 0; turn++) {
      poller.goesOn(99 * MICRO);
      poller.waited(99 * MICRO);
    }
    for (int turn = 0; turn < 10_000; turn++) {
      assertThat(poller.begin(0)).isZero();
      poller.waited(0);
    }
    assertThat(poller.begin(Kernel.FOREVER)).isZero();
  }
}
