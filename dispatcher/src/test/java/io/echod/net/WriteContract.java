package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Writes that the socket takes at once, late, in part, and the reports to their completions. */
abstract class WriteContract extends TcpContract {

  @Test
  void tenThousandQueuedWritesCompleteInOrder() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    End.Told reported = new End.Told();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    int writes = 10_000;
    for (int number = 0; number < writes; number++) {
      byte[] bytes = TestBytes.pattern(sent.size(), number % 90);
      sent.writeBytes(bytes);
      server.write(ByteBuffer.wrap(bytes), reported.of(number));
    }
    assertThat(server.queuedBytes()).isPositive();
    assertThat(reported.numbers).as("reported within the call").isEmpty();

    pair.client().reading();
    until("every write was reported", () -> reported.numbers.size() >= writes);

    untilReceived(pair.client(), sent.toByteArray());
    settle();
    assertThat(reported.numbers)
        .containsExactlyElementsOf(IntStream.range(0, writes).boxed().toList());
    assertThat(reported.failures).isEmpty();
  }

  @Test
  void aWriteThatIsTakenAtOnceIsReportedAtTheEndOfTheTurn() throws IOException {
    Pair pair = pair();
    End.Told reported = new End.Told();

    assertThat(pair.client().connection.write(TestBytes.buffer(10), reported.of(1))).isEqualTo(10);

    assertThat(reported.numbers).isEmpty();
    settle();
    assertThat(reported.numbers).containsExactly(1);
    assertThat(reported.failures).isEmpty();
  }

  @Test
  void aWriteIsNotReportedBeforeItsLastByteIsTaken() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    fillForGood(server);
    End.Told reported = new End.Told();
    server.write(TestBytes.buffer(1), reported.of(1));
    settle();
    assertThat(reported.numbers).isEmpty();

    pair.client().reading();

    until("the write was reported", () -> reported.numbers.size() == 1);
  }

  @Test
  void aCleanCloseCompletesWhatIsQueued() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    End.fill(server);
    End.Told reported = new End.Told();
    for (int number = 0; number < 100; number++) {
      server.write(TestBytes.buffer(10), reported.of(number));
    }

    server.close();
    pair.client().reading();

    until("the end came", () -> pair.client().endsReported == 1);
    settle();
    assertThat(reported.numbers).hasSize(100);
    assertThat(reported.failures).isEmpty();
  }

  @Test
  void beyondTheCapOnlyAPartIsAcceptedAndTheRestRemains() throws IOException {
    int queuedBytesMax = 10_000;
    Pair pair =
        pair(
            SMALL_BUFFERS,
            SMALL_LISTENER.withConnections(SMALL_BUFFERS.withQueue(queuedBytesMax, 0)));
    Connection server = pair.server().connection;
    byte[] bytes = TestBytes.pattern(1 << 20);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);

    int accepted = server.write(buffer);

    assertThat(accepted).isLessThan(bytes.length).isEqualTo(buffer.position());
    assertThat(server.queuedBytes()).isEqualTo(queuedBytesMax);
    assertThat(server.write(buffer)).isZero();
    assertThat(buffer.position()).isEqualTo(accepted);
    assertThat(server.queuedBytes()).isEqualTo(queuedBytesMax);
    assertThat(server.isOpen()).isTrue();

    pair.client().reading();
    until("there is space again", () -> server.queuedBytes() == 0);
    pair.server().sends(TestBytes.pattern(accepted, bytes.length - accepted));
    untilReceived(pair.client(), bytes);
  }

  @Test
  void aWriteThatTheFullQueueRefusesIsReportedWithTheQueue() throws IOException {
    Pair pair =
        pair(SMALL_BUFFERS, SMALL_LISTENER.withConnections(SMALL_BUFFERS.withQueue(1000, 0)));
    Connection server = pair.server().connection;
    End.Told reported = new End.Told();
    server.write(TestBytes.buffer(1 << 20), reported.of(0));

    assertThat(server.write(TestBytes.buffer(5), reported.of(1))).isZero();
    assertThat(server.write(ByteBuffer.allocate(0), reported.of(2))).isZero();

    pair.client().reading();
    until("all were notified", () -> reported.numbers.size() == 3);
    assertThat(reported.numbers).containsExactly(0, 1, 2);
    assertThat(reported.failures).isEmpty();
  }

  @Test
  void writingPastTheQueueNeverOvertakesIt() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    int accepted = End.fill(server);
    ByteBuffer late = ByteBuffer.wrap(TestBytes.pattern(accepted, 50));

    assertThat(server.writeNow(late)).isZero();

    assertThat(late.remaining()).isEqualTo(50);
    pair.client().reading();
    while (late.hasRemaining()) {
      server.writeNow(late);
      settle();
    }
    untilReceived(pair.client(), TestBytes.pattern(accepted + 50));
  }

  @Test
  void writingPastTheQueueQueuesNothing() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    ByteBuffer much = TestBytes.buffer(1 << 20);
    int taken = server.writeNow(much);
    int last = taken;
    while (last > 0) {
      last = server.writeNow(much);
      taken += last;
    }

    assertThat(server.queuedBytes()).isZero();
    assertThat(much.position()).isEqualTo(taken).isLessThan(much.limit());
    pair.client().reading();
    untilReceived(pair.client(), TestBytes.pattern(taken));
  }

  @Test
  void aCompletionMayWrite() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    End.Told reported = new End.Told();
    server.write(
        ByteBuffer.wrap(TestBytes.pattern(10)),
        _ -> {
          try {
            server.write(ByteBuffer.wrap(TestBytes.pattern(10, 10)), reported.of(2));
          } catch (IOException failure) {
            throw new AssertionError(failure);
          }
        });

    pair.client().reading();

    untilReceived(pair.client(), TestBytes.pattern(20));
    until("the second was notified", () -> reported.numbers.equals(java.util.List.of(2)));
  }

  @Test
  void aCompletionThatThrowsHarmsNoOther() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    int accepted = End.fill(server);
    End.Told reported = new End.Told();
    server.write(
        ByteBuffer.wrap(TestBytes.pattern(accepted, 1)),
        _ -> {
          throw new IllegalStateException("on purpose");
        });
    server.write(ByteBuffer.wrap(TestBytes.pattern(accepted + 1, 1)), reported.of(2));

    pair.client().reading();

    untilReceived(pair.client(), TestBytes.pattern(accepted + 2));
    until("the second was notified", () -> reported.numbers.size() == 1);
    assertThat(dispatcher.statistics().failures()).isEqualTo(1);
    assertThat(server.isOpen()).isTrue();
  }

  @Test
  void anIdleConnectionWithNothingQueuedIsQuiet() throws IOException {
    Pair pair = smallPair();
    pair.server().reading();
    byte[] sent = TestBytes.pattern(End.fill(pair.server().connection));
    pair.client().reading();
    untilReceived(pair.client(), sent);
    settle();

    // The readiness for writing is not waited for any more.
    assertQuiet();
  }
}
