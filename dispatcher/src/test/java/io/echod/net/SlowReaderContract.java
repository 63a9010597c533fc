package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that does not read is not read from, costs a bounded amount, and can't stall others. */
abstract class SlowReaderContract extends TcpContract {

  private static final int QUEUED_BYTES_MAX = 64 * 1024;

  private static ListenerOptions withLow(int queuedBytesLow) {
    return SMALL_LISTENER.withConnections(
        SMALL_BUFFERS.withQueue(QUEUED_BYTES_MAX, queuedBytesLow));
  }

  /** Echoes, and notes how much was queued whenever it was called to read. */
  private static List<Integer> echoNoting(End server) {
    List<Integer> queuedAtRead = new ArrayList<>();
    server.reading((bytes, atEnd) -> {
      queuedAtRead.add(server.connection.queuedBytes());
      if (atEnd) {
        server.connection.close();
      } else {
        server.connection.write(bytes);
        if (bytes.hasRemaining()) {
          throw new IOException("the queue has no space for " + bytes.remaining() + " bytes");
        }
      }
    });
    return queuedAtRead;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, QUEUED_BYTES_MAX / 2})
  void readingPausesAboveTheLowMarkAndResumesBelow(int queuedBytesLow) throws IOException {
    Pair pair = pair(SMALL_BUFFERS, withLow(queuedBytesLow));
    List<Integer> queuedAtRead = echoNoting(pair.server());
    byte[] sent = TestBytes.pattern(600_000);
    pair.client().sendsAndEnds(sent);
    settle();
    assertThat(pair.server().connection.queuedBytes()).isGreaterThan(queuedBytesLow);
    int readsWhileStuck = pair.server().readCalls;
    assertQuiet();
    assertThat(pair.server().readCalls).isEqualTo(readsWhileStuck);

    pair.client().reading();

    until("the echo ended", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
    assertThat(queuedAtRead).allMatch(queued -> queued <= queuedBytesLow);
    assertThat(pair.server().readCalls).isGreaterThan(readsWhileStuck);
    pair.client().connection.close();
    assertNothingLeft();
  }

  @Test
  void whatIsQueuedStaysBelowTheCap() throws IOException {
    Pair pair = pair(SMALL_BUFFERS, withLow(QUEUED_BYTES_MAX));
    Connection server = pair.server().connection;
    int[] most = {0};
    int[] dropped = {0};
    // Careless: with the low mark at the cap it is called although the queue is full.
    pair.server()
        .reading((bytes, _) -> {
          server.write(bytes);
          dropped[0] += bytes.remaining();
          most[0] = Math.max(most[0], server.queuedBytes());
        });

    pair.client().sends(TestBytes.pattern(600_000));

    until("bytes were refused", () -> dropped[0] > 0);
    assertThat(most[0]).isEqualTo(QUEUED_BYTES_MAX);
  }

  @Test
  void othersAreServedMeanwhile() throws IOException {
    Listener listener = listen(withLow(0));
    List<Pair> stuck = new ArrayList<>();
    for (int count = 0; count < 10; count++) {
      Pair pair = pair(listener, SMALL_BUFFERS);
      pair.server().echoing();
      pair.client().sends(TestBytes.pattern(600_000));
      stuck.add(pair);
    }
    Pair lively = pair(listener, SMALL_BUFFERS);
    lively.server().echoing();

    lively.client().reading().sendsAndEnds(TestBytes.pattern(300_000));

    until("the echo ended", () -> lively.client().endsReported == 1);
    assertThat(lively.client().received()).isEqualTo(TestBytes.pattern(300_000));
    assertThat(stuck)
        .allSatisfy(pair -> assertThat(pair.server().connection.queuedBytes()).isPositive())
        .allSatisfy(pair -> assertThat(pair.client().receivedBytes()).isZero());
  }

  @Test
  void onlyReadingPauses() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    pair.client().connection.write(TestBytes.buffer(10));
    byte[] sent = TestBytes.pattern(End.fill(server));
    List<Integer> reasons = new ArrayList<>();
    server.onIo(
        Reason.READ | Reason.WRITE,
        (_, reason) -> {
          reasons.add(reason);
          if ((reason & Reason.READ) != 0) {
            server.read(ByteBuffer.allocate(100));
          }
        });
    pair.client().reading();

    untilReceived(pair.client(), sent);
    // The socket takes bytes again while some are still queued, so writing comes first and alone.
    assertThat(reasons.getFirst()).isEqualTo(Reason.WRITE);
    until("reading has resumed", () -> reasons.stream().anyMatch(r -> (r & Reason.READ) != 0));
  }

  @Test
  void aHandlerRegisteredWhileReadingIsPausedWaitsToo() throws IOException {
    Pair pair = smallPair();
    byte[] sent = TestBytes.pattern(End.fill(pair.server().connection));
    pair.client().connection.write(TestBytes.buffer(10));

    pair.server().reading();
    settle();
    assertThat(pair.server().readCalls).isZero();

    pair.client().reading();
    untilReceived(pair.client(), sent);
    untilReceived(pair.server(), TestBytes.pattern(10));
  }

  @Test
  void pausedReadingIsQuietAlsoAfterThePeersEnd() throws IOException {
    Pair pair = smallPair();
    pair.server().reading();
    fillForGood(pair.server().connection);
    pair.client().connection.write(TestBytes.buffer(10));
    pair.client().connection.shutdownOutput();
    settle();

    assertQuiet();
    assertThat(pair.server().readCalls).isZero();

    pair.client().reading();
    until("the end was reported", () -> pair.server().endsReported == 1);
    assertThat(pair.server().received()).isEqualTo(TestBytes.pattern(10));
  }
}
