package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.IdleTimeout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Silence that is noticed, and peers that take nothing of what they are owed. */
abstract class IdleContract extends TcpContract {

  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void aSilentConnectionIsReported() throws IOException {
    Pair pair = pair();
    long start = dispatcher.kernel().nanoTime();
    int[] calls = {0};
    pair.server().connection.idleAfter(SHORT, (_, _) -> calls[0]++);
    until("it was notified", () -> calls[0] == 1);
    assertThat(dispatcher.kernel().nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
    until("it was notified again", () -> calls[0] == 2);
    assertThat(dispatcher.kernel().nanoTime() - start).isGreaterThanOrEqualTo(2 * SHORT.toNanos());
  }

  @Test
  void anActiveConnectionIsNotReported() throws IOException {
    Pair pair = pair();
    pair.server().echoing();
    pair.client().reading();
    List<Long> idleNanos = new ArrayList<>();
    long[] last = {dispatcher.kernel().nanoTime()};
    Duration timeout = Duration.ofMillis(200);
    pair.server()
        .connection
        .idleAfter(timeout, (_, _) -> idleNanos.add(dispatcher.kernel().nanoTime() - last[0]));
    for (int round = 0; round < 40; round++) {
      pair.client().connection.write(TestBytes.buffer(1));
      int expected = round + 1;
      until("it was echoed", () -> pair.client().receivedBytes() == expected);
      last[0] = dispatcher.kernel().nanoTime();
      dispatcher.monitor(Duration.ofMillis(10));
    }
    // On a machine that stood still for so long it may have been reported as idle: then rightly so.
    assertThat(idleNanos).allSatisfy(nanos -> assertThat(nanos).isGreaterThan(100_000_000));
    int before = idleNanos.size();
    until("the silence was reported", () -> idleNanos.size() > before);
  }

  /**
   * For example behind a readiness that was for nothing, or records of a layer that carry no data.
   */
  @Test
  void aReadThatFindsNothingIsNoActivity() throws IOException {
    Pair pair = pair();
    Connection silent = pair.server().connection;
    int[] calls = {0};
    silent.idleAfter(SHORT, (_, _) -> calls[0]++);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    until(
        "it was notified",
        () -> {
          try {
            assertThat(silent.read(buffer)).isZero();
          } catch (IOException lost) {
            throw new UncheckedIOException(lost);
          }
          return calls[0] == 1;
        });
  }

  /** For example behind a queue that the peer does not empty. */
  @Test
  void aWriteThatWritesNothingIsNoActivity() throws IOException {
    Pair pair = pair();
    Connection stuck = pair.server().connection;
    until(
        "nothing more is taken",
        () -> {
          try {
            return stuck.writeNow(TestBytes.buffer(65_536)) == 0;
          } catch (IOException lost) {
            throw new UncheckedIOException(lost);
          }
        });
    int[] calls = {0};
    stuck.idleAfter(SHORT, (_, _) -> calls[0]++);
    until(
        "it was notified",
        () -> {
          try {
            stuck.writeNow(TestBytes.buffer(10));
            stuck.write(TestBytes.buffer(1));
          } catch (IOException lost) {
            throw new UncheckedIOException(lost);
          }
          return calls[0] == 1;
        });
  }

  @Test
  void itEndsWithTheConnection() throws IOException {
    Pair pair = pair();
    pair.server().connection.idleAfter(Duration.ofDays(1), (_, _) -> {});
    pair.client().connection.idleAfter(Duration.ofDays(1), (_, _) -> {});
    pair.client().connection.close();
    pair.server().connection.close();
    assertNothingLeft();
  }

  @Test
  void aSecondOneTakesThePlaceOfTheFirst() throws IOException {
    Pair pair = pair();
    List<String> reported = new ArrayList<>();
    pair.server().connection.idleAfter(SHORT, (_, _) -> reported.add("first"));
    pair.server().connection.idleAfter(SHORT, (_, _) -> reported.add("second"));
    until("it was notified", () -> reported.size() == 2);
    assertThat(reported).containsOnly("second");
  }

  @Test
  void aCancelledOneIsSilent() throws IOException {
    Pair pair = pair();
    int[] calls = {0};
    IdleTimeout timeout = pair.server().connection.idleAfter(SHORT, (_, _) -> calls[0]++);
    timeout.cancel();
    timeout.cancel();
    dispatcher.monitor(SHORT.multipliedBy(2));
    assertThat(calls[0]).isZero();
    assertNothingLeft();
  }

  @Test
  void aClosedConnectionWhosePeerTakesNothingIsReset() throws IOException {
    Pair pair =
        pair(SMALL_BUFFERS, SMALL_LISTENER.withConnections(SMALL_BUFFERS.withFlushTimeout(SHORT)));
    // More than both sockets' buffers take while neither is read.
    pair.server().connection.write(TestBytes.buffer(1 << 20));
    pair.server().connection.close();

    until("it was given up", () -> pair.server().closesReported == 1);

    assertThat(pair.server().connection.failure())
        .get()
        .satisfies(failure -> assertThat(failure).hasMessageContaining("the peer took none of"));
    assertThat(pair.server().connection.source().isOpen()).isFalse();
  }

  @Test
  void aClosedConnectionWhosePeerTakesALittleNowAndThenIsNotReset() throws IOException {
    Duration timeout = Duration.ofMillis(500);
    Pair pair =
        pair(
            SMALL_BUFFERS, SMALL_LISTENER.withConnections(SMALL_BUFFERS.withFlushTimeout(timeout)));
    int filled = End.fill(pair.server().connection);
    pair.server().connection.close();
    while (pair.client().receivedBytes() < filled) {
      dispatcher.monitor(Duration.ofMillis(20));
      int before = pair.client().receivedBytes();
      pair.client().reading();
      until("some came", () -> pair.client().receivedBytes() > before);
      pair.client().stopReading();
    }
    assertThat(pair.client().received()).isEqualTo(TestBytes.pattern(filled));
    pair.client().connection.close();
    until("it is over", () -> pair.server().closesReported == 1);
    assertThat(pair.server().connection.failure()).isEmpty();
  }
}
