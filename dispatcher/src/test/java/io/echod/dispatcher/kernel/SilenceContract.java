package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events that a kernel does not report, and that do not keep it from sleeping. */
abstract class SilenceContract extends KernelFixture {

  private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Waits that a sleeping kernel may take for the span, spurious ends included. */
  private static final int WAITS_MAX = 5;

  SilenceContract(Kernel.Factory factory) {
    super(factory);
  }

  private void assertSleeps() throws IOException {
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(WAITS_MAX);
  }

  @Test
  void aNewSourceIsSilent() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    require(pair.server(), READ);
    assertSleeps();
  }

  @Test
  void aQuietSourceIsSilent() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    pair.client().interest(READ);
    assertSleeps();
  }

  @Test
  void noInterestIsSilent() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    pair.server().interest(READ | WRITE);
    awaitReady(pair.server());
    pair.server().interest(0);
    assertSleeps();
  }

  @Test
  void noInterestIsSilentAfterThePeerHungUp() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    pair.client().close();
    awaitReady(pair.server());
    pair.server().interest(0);
    assertSleeps();
  }

  @Test
  void noInterestIsSilentAfterBothEndsShutDown() throws IOException {
    StreamPair pair = pair();
    pair.server().shutdownOutput();
    pair.client().shutdownOutput();
    require(pair.server(), READ);
    require(pair.client(), READ);
    assertSleeps();
  }

  @Test
  void noInterestIsSilentAfterAReset() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    pair.client().abort();
    awaitReady(pair.server());
    pair.server().interest(0);
    assertSleeps();
  }

  @Test
  void noInterestIsSilentAfterARefusedConnect() throws IOException {
    ListeningSource listener = listen();
    StreamSource refused;
    try (listener) {
      refused = kernel.connect(listener.localAddress());
      refused.interest(WRITE);
    }
    awaitReady(refused);
    refused.interest(0);
    assertSleeps();
  }

  @Test
  void aFullStreamIsSilentForWrite() throws IOException {
    StreamPair pair = pair();
    StreamPair.fill(pair.client());
    pair.client().interest(WRITE);
    assertSleeps();
  }

  @Test
  void aConnectedStreamIsSilentForReadAfterItsConnect() throws IOException {
    ListeningSource listener = listen();
    StreamSource client = kernel.connect(listener.localAddress());
    client.interest(WRITE);
    awaitReady(client);
    assertThat(client.finishConnect()).isTrue();
    client.interest(READ);
    assertSleeps();
  }

  @Test
  void aListenerIsNeverReadyToWrite() throws IOException {
    ListeningSource listener = listen();
    listener.interest(WRITE);
    kernel.connect(listener.localAddress());
    require(listener, READ);
    assertSleeps();
  }

  @Test
  void aClosedSourceIsSilent() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    pair.server().interest(READ);
    awaitReady(pair.server());
    pair.server().close();
    assertSleeps();
  }

  @Test
  void aClosedListenerIsSilent() throws IOException {
    ListeningSource listener = listen();
    listener.interest(READ);
    kernel.connect(listener.localAddress());
    awaitReady(listener);
    listener.close();
    assertSleeps();
  }

  @Test
  void interestInAClosedSourceIsNoneAtAll() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    require(pair.server(), READ);
    pair.server().close();
    pair.server().interest(READ | WRITE);
    assertSleeps();
  }

  @Test
  void aNewSourceHearsNothingOfTheClosedOneWhosePlaceItTakes() throws IOException {
    for (int round = 0; round < 50; round++) {
      StreamPair old = pair();
      old.server().interest(READ);
      send(old.client(), "x");
      awaitReady(old.server());
      old.server().close();
      StreamPair fresh = pair();
      fresh.server().interest(READ);
      fresh.client().interest(READ);
      assertThat(look(fresh.server())).isZero();
      assertThat(reported()).doesNotContain(fresh.server(), fresh.client());
      fresh.server().close();
      fresh.client().close();
      old.client().close();
    }
  }
}
