package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A kernel's reports: all that was asked for, as long as it holds. */
abstract class ReadinessContract extends KernelFixture {

  ReadinessContract(Kernel.Factory factory) {
    super(factory);
  }

  @Test
  void whatIsStillReadyIsReportedAgain() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    send(pair.client(), "ab");
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
    assertThat(receive(pair.server(), 1)).isEqualTo("a");
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
    assertThat(receive(pair.server(), 1)).isEqualTo("b");
    assertThat(look(pair.server())).isZero();
  }

  @Test
  void whatBecomesReadyAnewIsReportedAnew() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    for (int round = 0; round < 100; round++) {
      send(pair.client(), "x");
      assertThat(awaitReady(pair.server())).isEqualTo(READ);
      assertThat(receive(pair.server(), 1)).isEqualTo("x");
    }
  }

  @Test
  void onlyTheReasonsAskedForAreReported() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    require(pair.server(), READ);
    pair.server().interest(READ);
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
    pair.server().interest(WRITE);
    assertThat(awaitReady(pair.server())).isEqualTo(WRITE);
    pair.server().interest(READ | WRITE);
    assertThat(awaitReady(pair.server())).isEqualTo(READ | WRITE);
  }

  @Test
  void aSourceReadyForBothIsOneEntry() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    require(pair.server(), READ);
    pair.server().interest(READ | WRITE);
    awaitReady(pair.server());
    assertThat(reported()).containsExactly(pair.server());
  }

  @Test
  void eachOfManyIsReportedOnceAndByItself() throws IOException {
    Set<Source> expected = new HashSet<>();
    for (int index = 0; index < 200; index++) {
      StreamPair pair = pair();
      pair.server().interest(READ);
      if (index % 2 == 0) {
        send(pair.client(), "x");
        require(pair.server(), READ);
        expected.add(pair.server());
      }
    }
    Set<Source> found = new HashSet<>();
    while (!found.equals(expected)) {
      ready.clear();
      kernel.await(StreamPair.PATIENCE_NANOS, ready);
      assertThat(reported()).isNotEmpty().doesNotHaveDuplicates().isSubsetOf(expected);
      found.addAll(reported());
    }
  }

  @Test
  void anInterestPutBackIsReportedAgain() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    pair.server().interest(READ);
    awaitReady(pair.server());
    pair.server().interest(0);
    assertThat(look(pair.server())).isZero();
    pair.server().interest(READ);
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
  }

  @Test
  void anEndOfInputIsReportedAsReadAgainAndAgain() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    pair.client().shutdownOutput();
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
  }

  @Test
  void anEndOfInputIsNoReasonToWrite() throws IOException {
    StreamPair pair = pair();
    StreamPair.fill(pair.server());
    pair.client().shutdownOutput();
    require(pair.server(), READ);
    pair.server().interest(READ | WRITE);
    assertThat(awaitReady(pair.server())).isEqualTo(READ);
  }

  @Test
  void aResetIsReportedAsAnyReasonInTheInterest() throws IOException {
    for (int interest : new int[] {READ, WRITE, READ | WRITE}) {
      StreamPair pair = pair();
      StreamPair.fill(pair.server());
      pair.client().abort();
      pair.server().interest(interest);
      assertThat(awaitReady(pair.server())).isEqualTo(interest);
      pair.server().close();
    }
  }

  @Test
  void aFullStreamIsReadyToWriteOnceThePeerHasRead() throws IOException {
    StreamPair pair = pair();
    long written = StreamPair.fill(pair.client());
    pair.client().interest(WRITE);
    assertThat(look(pair.client())).isZero();
    receive(pair.server(), Math.toIntExact(written));
    assertThat(awaitReady(pair.client())).isEqualTo(WRITE);
  }

  @Test
  void aListenerIsReadyToReadWhileAConnectionWaits() throws IOException {
    ListeningSource listener = listen();
    listener.interest(READ);
    assertThat(look(listener)).isZero();
    kernel.connect(listener.localAddress());
    kernel.connect(listener.localAddress());
    assertThat(awaitReady(listener)).isEqualTo(READ);
    StreamPair.accept(kernel, listener);
    assertThat(awaitReady(listener)).isEqualTo(READ);
    StreamPair.accept(kernel, listener);
    assertThat(look(listener)).isZero();
  }

  @Test
  void aWaitAppendsToTheList() throws IOException {
    StreamPair pair = pair();
    pair.client().interest(WRITE);
    awaitReady(pair.client());
    while (ready.size() == 1) {
      kernel.await(StreamPair.PATIENCE_NANOS, ready);
    }
    assertThat(reported()).containsExactly(pair.client(), pair.client());
  }
}
