package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a kernel waits, and what ends a wait. */
abstract class WaitContract extends KernelFixture {

  private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Waits that a sleeping kernel may take for the span, spurious ends included. */
  private static final int WAITS_MAX = 5;

  WaitContract(Kernel.Factory factory) {
    super(factory);
  }

  @AfterEach
  void forgetInterrupt() {
    Thread.interrupted();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aTimeoutOfZeroOrLessOnlyLooks(long timeoutNanos) throws IOException {
    kernel.await(timeoutNanos, ready);
    assertThat(reported()).isEmpty();
    StreamPair pair = pair();
    pair.client().interest(WRITE);
    kernel.await(timeoutNanos, ready);
    assertThat(reported()).containsExactly(pair.client());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 999_999, 1_000_001, 20_000_000})
  void aTimeoutIsSleptThrough(long timeoutNanos) throws IOException {
    assertThat(quietWaits(timeoutNanos)).isLessThanOrEqualTo(WAITS_MAX);
  }

  @Test
  void readinessEndsAWaitWithoutLimit() throws IOException {
    StreamPair pair = pair();
    pair.client().interest(WRITE);
    do {
      kernel.await(Kernel.FOREVER, ready);
    } while (reported().isEmpty());
    assertThat(reported()).containsExactly(pair.client());
  }

  @Test
  void readinessEndsAWaitOfAlmostForever() throws IOException {
    StreamPair pair = pair();
    pair.client().interest(WRITE);
    do {
      kernel.await(Kernel.FOREVER - 1, ready);
    } while (reported().isEmpty());
    assertThat(reported()).containsExactly(pair.client());
  }

  @Test
  void aWakeupEndsTheNextWaitAndNoOther() throws IOException {
    kernel.wakeup();
    kernel.await(Kernel.FOREVER, ready);
    assertThat(reported()).isEmpty();
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(WAITS_MAX);
  }

  @Test
  void manyWakeupsBeforeAWaitEndThatOne() throws IOException {
    for (int count = 0; count < 100_000; count++) {
      kernel.wakeup();
    }
    kernel.await(Kernel.FOREVER, ready);
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(WAITS_MAX);
  }

  @Test
  void aWakeupDoesNotHideReadiness() throws IOException {
    StreamPair pair = pair();
    pair.client().interest(WRITE);
    kernel.wakeup();
    assertThat(awaitReady(pair.client())).isEqualTo(WRITE);
  }

  @Test
  void aWakeupFromAnotherThreadEndsAWaitWithoutLimit() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    int rounds = 2_000;
    Thread waker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int round = 1; round <= rounds; round++) {
                while (asked.get() < round) {
                  Thread.onSpinWait();
                }
                answered.set(round);
                kernel.wakeup();
              }
            });
    for (int round = 1; round <= rounds; round++) {
      asked.set(round);
      while (answered.get() < round && !Thread.currentThread().isInterrupted()) {
        kernel.await(Kernel.FOREVER, ready);
      }
    }
    assertThat(answered).hasValue(rounds);
    waker.join();
  }

  @Test
  void ofAHundredThousandWakeupsFromTwoThreadsNoneIsLost() throws Exception {
    AtomicInteger rung = new AtomicInteger();
    Runnable bell =
        () -> {
          for (int count = 0; count < 50_000; count++) {
            rung.incrementAndGet();
            kernel.wakeup();
          }
        };
    Thread first = Thread.ofPlatform().daemon().start(bell);
    Thread second = Thread.ofPlatform().daemon().start(bell);
    while (rung.get() < 100_000 && !Thread.currentThread().isInterrupted()) {
      kernel.await(Kernel.FOREVER, ready);
    }
    assertThat(rung).hasValue(100_000);
    first.join();
    second.join();
  }

  @Test
  void anInterruptBeforeAWaitEndsItAndStaysInTheFlag() throws IOException {
    Thread.currentThread().interrupt();
    kernel.await(Kernel.FOREVER, ready);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void anInterruptDuringAWaitEndsItAndStaysInTheFlag() throws Exception {
    Thread waiting = Thread.currentThread();
    for (int round = 0; round < 200; round++) {
      Thread interrupter = Thread.ofPlatform().daemon().start(waiting::interrupt);
      while (!Thread.currentThread().isInterrupted()) {
        kernel.await(Kernel.FOREVER, ready);
      }
      assertThat(Thread.interrupted()).isTrue();
      interrupter.join();
    }
  }

  @Test
  void onceTheInterruptIsTakenAWaitSleepsAgain() throws IOException {
    Thread.currentThread().interrupt();
    kernel.await(Kernel.FOREVER, ready);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(WAITS_MAX);
  }

  @Test
  void anInterruptLeavesTheSourcesOpen() throws IOException {
    StreamPair pair = pair();
    Thread.currentThread().interrupt();
    kernel.await(Kernel.FOREVER, ready);
    send(pair.client(), "x");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(receive(pair.server(), 1)).isEqualTo("x");
  }

  @Test
  void theClockNeverGoesBack() {
    long before = kernel.nanoTime();
    for (int reading = 0; reading < 10_000; reading++) {
      long now = kernel.nanoTime();
      assertThat(now - before).isNotNegative();
      before = now;
    }
  }
}
