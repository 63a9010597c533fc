package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looking at one source alone. */
abstract class PollContract extends KernelFixture {

  private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  PollContract(Kernel.Factory factory) {
    super(factory);
  }

  @AfterEach
  void forgetInterrupt() {
    Thread.interrupted();
  }

  @Test
  void reportsThoseOfTheReasonsThatHold() throws IOException {
    StreamPair pair = pair();
    assertThat(kernel.poll(pair.server(), READ, 0)).isZero();
    assertThat(kernel.poll(pair.server(), READ | WRITE, 0)).isEqualTo(WRITE);
    send(pair.client(), "x");
    require(pair.server(), READ);
    assertThat(kernel.poll(pair.server(), READ, 0)).isEqualTo(READ);
    assertThat(kernel.poll(pair.server(), WRITE, 0)).isEqualTo(WRITE);
    assertThat(kernel.poll(pair.server(), READ | WRITE, 0)).isEqualTo(READ | WRITE);
  }

  @Test
  void consumesNothing() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "abc");
    for (int look = 0; look < 3; look++) {
      require(pair.server(), READ);
    }
    assertThat(receive(pair.server(), 3)).isEqualTo("abc");
    assertThat(kernel.poll(pair.server(), READ, 0)).isZero();
  }

  @Test
  void leavesNoInterestAtNone() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    require(pair.server(), READ);
    assertThat(look(pair.server())).isZero();
  }

  @Test
  void leavesAnInterestAsItWas() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    require(pair.server(), WRITE);
    assertThat(look(pair.server())).isZero();
    send(pair.client(), "x");
    require(pair.server(), READ);
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
  }

  @Test
  void takesNoReadinessAwayFromOtherSources() throws IOException {
    StreamPair pair = pair();
    StreamPair other = pair();
    other.server().interest(READ);
    send(other.client(), "x");
    require(pair.server(), WRITE);
    assertThat(kernel.poll(pair.server(), READ, SPAN_NANOS)).isZero();
    assertThat(awaitReady(other.server())).isEqualTo(READ);
  }

  @Test
  void remembersNothingOfTheSourcePolledBefore() throws IOException {
    StreamPair pair = pair();
    StreamPair.fill(pair.server());
    require(pair.client(), WRITE);
    assertThat(kernel.poll(pair.server(), WRITE, SPAN_NANOS)).isZero();
  }

  @Test
  void reportsTheEndOfInputAndOfAReset() throws IOException {
    StreamPair ended = pair();
    ended.client().shutdownOutput();
    require(ended.server(), READ);
    StreamPair reset = pair();
    reset.client().abort();
    require(reset.server(), READ);
  }

  @Test
  void reportsAConnectionThatWaits() throws IOException {
    ListeningSource listener = listen();
    assertThat(kernel.poll(listener, READ | WRITE, 0)).isZero();
    kernel.connect(listener.localAddress());
    require(listener, READ);
    assertThat(kernel.poll(listener, READ | WRITE, 0)).isEqualTo(READ);
  }

  @Test
  void waitsForItsTimeout() throws IOException {
    StreamPair pair = pair();
    long start = kernel.nanoTime();
    assertThat(kernel.poll(pair.server(), READ, SPAN_NANOS)).isZero();
    assertThat(kernel.nanoTime() - start).isGreaterThanOrEqualTo(SPAN_NANOS);
  }

  @Test
  void waitsWithoutLimitForWhatComes() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    assertThat(kernel.poll(pair.server(), READ, Kernel.FOREVER)).isEqualTo(READ);
  }

  @Test
  void isEndedByAWakeupThatCameBefore() throws IOException {
    StreamPair pair = pair();
    kernel.wakeup();
    assertThat(kernel.poll(pair.server(), READ, Kernel.FOREVER)).isZero();
  }

  @Test
  void isEndedOnceByManyWakeups() throws IOException {
    StreamPair pair = pair();
    for (int times = 0; times < 10; times++) {
      kernel.wakeup();
    }
    assertThat(kernel.poll(pair.server(), READ, Kernel.FOREVER)).isZero();
    long start = kernel.nanoTime();
    assertThat(kernel.poll(pair.server(), READ, SPAN_NANOS)).isZero();
    assertThat(kernel.nanoTime() - start).isGreaterThanOrEqualTo(SPAN_NANOS);
  }

  @Test
  void leavesAWakeupToTheWaitWhereItOnlyLooks() throws IOException {
    StreamPair pair = pair();
    kernel.wakeup();
    pair.client().close();
    kernel.poll(pair.server(), READ, 0);
    pair.server().close();
    listen();
    kernel.await(Kernel.FOREVER, ready);
    assertThat(reported()).isEmpty();
  }

  @Test
  void isEndedByAnInterruptWhichStaysInTheFlag() throws IOException {
    StreamPair pair = pair();
    Thread.currentThread().interrupt();
    assertThat(kernel.poll(pair.server(), READ, Kernel.FOREVER)).isZero();
    assertThat(Thread.interrupted()).isTrue();
    send(pair.client(), "x");
    assertThat(receive(pair.server(), 1)).isEqualTo("x");
  }

  @Test
  void refusesAClosedSource() throws IOException {
    StreamPair pair = pair();
    pair.server().close();
    assertThatIOException().isThrownBy(() -> kernel.poll(pair.server(), READ, 0));
  }

  @Test
  void aPolledSourceClosesLikeAnyOther() throws IOException {
    StreamPair pair = pair();
    require(pair.server(), WRITE);
    pair.server().close();
    assertThat(receive(pair.client(), 1)).isEmpty();
  }

  @Test
  void withoutReasonsItWaitsForItsTimeoutThoughTheStreamHasEnded() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    require(pair.server(), READ);
    long start = kernel.nanoTime();
    assertThat(kernel.poll(pair.server(), 0, SPAN_NANOS)).isZero();
    assertThat(kernel.nanoTime() - start).isGreaterThanOrEqualTo(SPAN_NANOS);
  }
}
