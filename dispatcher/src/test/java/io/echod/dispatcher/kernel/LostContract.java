package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.EXCEPT;
import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Lost streams are reported, with any interest, and not for ever. */
abstract class LostContract extends KernelFixture {

  private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Waits that a sleeping kernel may take for the span, spurious ends and reports included. */
  private static final int WAITS_MAX = 10;

  LostContract(Kernel.Factory factory) {
    super(factory);
  }

  private void assertSleeps() throws IOException {
    assertThat(quietWaits(SPAN_NANOS)).isLessThanOrEqualTo(WAITS_MAX);
  }

  private static int read(StreamSource from) throws IOException {
    return from.read(ByteBuffer.allocate(8));
  }

  /** A connection whose client has ended its output, which the server has read. */
  private StreamPair halfClosed() throws IOException {
    StreamPair pair = pair();
    pair.client().shutdownOutput();
    require(pair.server(), READ);
    assertThat(read(pair.server())).isEqualTo(StreamSource.END);
    return pair;
  }

  @Test
  void aResetIsReportedWithoutAWait() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    assertThat(awaitLost(pair.server())).isZero();
    assertThat(pair.server().failure()).isNotNull();
    assertSleeps();
  }

  @Test
  void aResetIsReportedWithoutAWaitAnyMore() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ | WRITE);
    awaitReady(pair.server());
    pair.server().interest(0);
    assertSleeps();
    pair.client().abort();
    awaitLost(pair.server());
    assertThat(pair.server().failure()).isNotNull();
    assertSleeps();
  }

  @Test
  void aResetBehindTheEndIsReportedWithoutAWait() throws IOException {
    StreamPair pair = halfClosed();
    assertThat(pair.server().failure()).isNull();
    assertSleeps();
    pair.client().abort();
    awaitLost(pair.server());
    assertThat(pair.server().failure()).isNotNull();
    assertThat(read(pair.server())).isEqualTo(StreamSource.END);
    assertSleeps();
  }

  @Test
  void aRefusedConnectIsReportedWithoutAWait() throws IOException {
    ListeningSource listener = listen();
    SocketAddress deserted = listener.localAddress();
    listener.close();
    StreamSource refused = kernel.connect(deserted);
    awaitLost(refused);
    assertThat(refused.failure()).isInstanceOf(ConnectException.class);
    assertThatIOException().isThrownBy(refused::finishConnect);
    assertSleeps();
  }

  @Test
  void aResetThatAReadHasShownIsReportedAndRemembered() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    pair.client().abort();
    awaitReady(pair.server());
    assertThatIOException().isThrownBy(() -> read(pair.server()));
    assertThat(pair.server().failure()).isNotNull();
    pair.server().interest(0);
    awaitLost(pair.server());
    assertThat(endOrFailure(pair.server())).isEqualTo(StreamSource.END);
    assertSleeps();
  }

  /** The result of a read once a failure was reported: the system reports it again, or an end. */
  private int endOrFailure(StreamSource source) {
    try {
      return read(source);
    } catch (IOException again) {
      return StreamSource.END;
    }
  }

  @Test
  void aLossIsReportedOnceMoreWhenNoCallbackWaitsAnyMore() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    pair.client().abort();
    awaitReady(pair.server());
    assertThatIOException().isThrownBy(() -> read(pair.server()));
    for (int time = 0; time < 3; time++) {
      pair.server().interest(0);
      awaitLost(pair.server());
      assertSleeps();
      pair.server().interest(READ);
      awaitReady(pair.server());
    }
  }

  @Test
  void aFailureIsKnownAfterALookForInput() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    awaitLost(pair.server());
    assertThat(pair.server().hasInput()).isFalse();
    assertThat(pair.server().failure()).isNotNull();
    assertThatIOException().isThrownBy(() -> read(pair.server()));
  }

  @Test
  void aResetThatAWriteHasShownIsReportedAndRemembered() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    require(pair.server(), READ);
    assertThatIOException().isThrownBy(() -> pair.server().write(ByteBuffer.allocate(1)));
    assertThat(pair.server().failure()).isNotNull();
    awaitLost(pair.server());
    assertThatIOException().isThrownBy(() -> pair.server().write(ByteBuffer.allocate(1)));
  }

  @Test
  void whatHadComeIsReadAlthoughAWriteHasFailed() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "421 too many");
    pair.client().close();
    assertThatIOException()
        .isThrownBy(() -> {
          while (true) {
            send(pair.server(), "is anybody there?");
          }
        });
    assertThat(receive(pair.server(), 12)).isEqualTo("421 too many");
    assertThat(read(pair.server())).isEqualTo(StreamSource.END);
  }

  @Test
  void whatHadComeIsReadAlthoughTheFailureIsKnown() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "last words");
    require(pair.server(), READ);
    pair.client().abort();
    awaitLost(pair.server());
    assertThat(pair.server().failure()).isNotNull();
    assertThat(receive(pair.server(), 10)).isEqualTo("last words");
    assertThatIOException().isThrownBy(() -> read(pair.server()));
    assertThat(pair.server().failure()).isNotNull();
  }

  @Test
  void aFailureIsRememberedAfterTheClose() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    awaitLost(pair.server());
    assertThat(pair.server().failure()).isNotNull();
    pair.server().close();
    assertThat(pair.server().failure()).isNotNull();
  }

  @Test
  void cleanEndsAreNoFailure() throws IOException {
    StreamPair pair = halfClosed();
    pair.server().shutdownOutput();
    require(pair.client(), READ);
    assertThat(read(pair.client())).isEqualTo(StreamSource.END);
    assertSleeps();
    assertThat(pair.server().failure()).isNull();
    assertThat(pair.client().failure()).isNull();
  }

  @Test
  void anOpenStreamHasNoFailureAndIsNotReported() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    require(pair.server(), READ);
    look(pair.server());
    assertThat(reported()).isEmpty();
    assertThat(pair.server().failure()).isNull();
    assertThat(pair.client().failure()).isNull();
  }

  @Test
  void aStreamThatWasClosedIsNotReported() throws IOException {
    StreamPair pair = pair();
    pair.client().abort();
    require(pair.server(), READ);
    assertThatIOException().isThrownBy(() -> read(pair.server()));
    pair.server().close();
    look(pair.server());
    assertThat(reported()).isEmpty();
  }

  @Test
  void urgentDataIsNeverReadyBecauseBothEndsEnded() throws IOException {
    StreamPair pair = halfClosed();
    pair.server().interest(READ | EXCEPT);
    pair.server().shutdownOutput();
    require(pair.client(), READ);
    for (int wait = 0; wait < 5; wait++) {
      assertThat(awaitReady(pair.server())).isEqualTo(READ);
    }
    pair.server().interest(EXCEPT);
    assertSleeps();
  }

  @Test
  void urgentDataIsNeverReadyBecauseOfAReset() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(EXCEPT);
    pair.client().abort();
    assertThat(awaitLost(pair.server())).isZero();
    assertSleeps();
  }
}
