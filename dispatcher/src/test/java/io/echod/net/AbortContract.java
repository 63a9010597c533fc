package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A connection that is torn rather than ended: reported as a failure, once, to every listener. */
abstract class AbortContract extends TcpContract {

  @Test
  void anAbortIsAFailureToThePeerAndNotAnEnd() throws IOException {
    Pair pair = pair();
    pair.server().reading();

    pair.client().connection.abort();

    until("the server was notified", () -> pair.server().closesReported == 1);
    assertThat(pair.server().endsReported).isZero();
    assertThat(pair.server().readFailure).isPresent();
    assertThat(pair.server().connection.failure()).isEqualTo(pair.server().readFailure);
    assertThat(pair.server().connection.isOpen()).isFalse();
    assertThat(pair.server().connection.source().isOpen()).isFalse();
    assertNothingLeft();
    assertThat(pair.server().closesReported).isEqualTo(1);
  }

  @Test
  void aFailedConnectionSaysWhyToLaterCalls() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().connection.abort();
    until("the server was notified", () -> pair.server().closesReported == 1);
    String why = String.valueOf(pair.server().readFailure.orElseThrow().getMessage());

    Connection server = pair.server().connection;
    CloseContract.assertRefused(() -> server.read(ByteBuffer.allocate(1)), why);
    CloseContract.assertRefused(() -> server.write(TestBytes.buffer(1)), why);
    server.close();
    server.abort();
    assertThat(server.failure()).isEqualTo(pair.server().readFailure);
  }

  @Test
  void aResetMidWriteFailsWhatIsQueuedEachOnce() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    End.fill(server);
    End.Told reported = new End.Told();
    for (int number = 0; number < 100; number++) {
      server.write(TestBytes.buffer(10), reported.of(number));
    }

    pair.client().connection.abort();

    until("the server was notified", () -> pair.server().closesReported == 1);
    assertThat(reported.numbers)
        .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(reported.failures).hasSize(100).containsOnly(server.failure().orElseThrow());
    assertThat(server.isOpen()).isFalse();
    assertThat(server.queuedBytes()).isZero();
    assertNothingLeft();
    assertThat(reported.numbers).hasSize(100);
    assertThat(pair.server().closesReported).isEqualTo(1);
  }

  @Test
  void aResetMidCloseIsAFailure() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    fillForGood(server);
    End.Told reported = new End.Told();
    server.write(TestBytes.buffer(10), reported.of(1));
    server.close();

    pair.client().connection.abort();

    until("the server was notified", () -> pair.server().closesReported == 1);
    assertThat(server.failure()).isPresent();
    assertThat(reported.failures).hasSize(1);
    assertNothingLeft();
  }

  @Test
  void abortingHereFailsWhatIsQueuedEachOnce() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    fillForGood(server);
    End.Told reported = new End.Told();
    for (int number = 0; number < 10; number++) {
      server.write(TestBytes.buffer(10), reported.of(number));
    }

    server.abort();

    assertThat(reported.numbers).as("reported within the call").isEmpty();
    settle();
    assertThat(reported.numbers).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(reported.failures)
        .hasSize(10)
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("aborted"));
    assertThat(server.failure()).isPresent();
    assertThat(pair.server().closesReported).isEqualTo(1);
  }

  @Test
  void abortingTwiceOrAfterAnAbortClosingReportsNothingMore() throws IOException {
    Pair pair = pair();
    Connection client = pair.client().connection;
    client.abort();
    client.abort();
    client.close();
    settle();

    client.abort();
    client.close();

    settle();
    assertThat(pair.client().closesReported).isEqualTo(1);
  }

  @Test
  void aConnectionBeingClosedCanBeAborted() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    End.fill(server);
    server.close();
    server.abort();
    Pair lingering = pair();
    lingering.server().connection.close();
    settle();
    lingering.server().connection.abort();

    pair.client().reading();
    lingering.client().connection.close();

    until("the client was notified", () -> pair.client().readFailure.isPresent());
    assertNothingLeft();
    assertThat(pair.server().closesReported).isEqualTo(1);
    assertThat(lingering.server().closesReported).isEqualTo(1);
  }

  @Test
  void writingToAPeerThatClosedFailsSoonAndDoesNotSpin() throws IOException {
    assumeFalse(
        layers() instanceof TalkingLayers, "a close over what the layers have not read is a reset");
    Pair pair = pair(ConnectionOptions.DEFAULT.withLingerTimeout(Duration.ZERO), SMALL_LISTENER);
    Connection server = pair.server().connection;
    pair.server().reading();
    pair.client().connection.close();
    until("the end was reported", () -> pair.server().endsReported == 1);
    int[] calls = {0};
    List<IOException> failures = new ArrayList<>();
    server.onIo(
        Reason.WRITE,
        (_, _) -> {
          calls[0]++;
          try {
            server.write(TestBytes.buffer(10));
          } catch (IOException failure) {
            failures.add(failure);
          }
        });

    until("the server was notified", () -> pair.server().closesReported == 1);

    assertThat(failures).hasSize(1);
    assertThat(server.failure()).containsSame(failures.getFirst());
    int callsWhenTold = calls[0];
    settle();
    assertThat(calls[0]).isEqualTo(callsWhenTold);
    assertNothingLeft();
  }

  @Test
  void aQueueForAPeerThatClosedFailsInTheBackground() throws IOException {
    Pair pair = pair(SMALL_BUFFERS.withLingerTimeout(Duration.ZERO), SMALL_LISTENER);
    Connection server = pair.server().connection;
    fillForGood(server);
    End.Told reported = new End.Told();
    server.write(TestBytes.buffer(1), reported.of(1));

    pair.client().connection.close();

    until("the server was notified", () -> pair.server().closesReported == 1);
    assertThat(reported.failures).hasSize(1);
    assertThat(server.failure()).isPresent();
    assertThatThrownBy(() -> server.write(TestBytes.buffer(1))).isInstanceOf(SocketException.class);
    assertNothingLeft();
  }

  @Test
  void aHandlerThatPassesTheFailureOnHasMadeNoMistake() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    server.onIo(Reason.READ, (_, _) -> server.read(ByteBuffer.allocate(1)));

    pair.client().connection.abort();

    until("the server was notified", () -> pair.server().closesReported == 1);
    assertThat(dispatcher.statistics().failures()).isZero();
    assertThat(log.messages(Level.SEVERE)).isEmpty();
    assertNothingLeft();
  }

  @Test
  void handlersOfALostConnectionAreNotifiedThatTheyAreCancelled() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    List<Integer> reasons = new ArrayList<>();
    server.onIo(Reason.READ | Reason.CANCEL, (_, reason) -> reasons.add(reason));
    End.fill(server);

    pair.client().connection.abort();

    until("the server was notified", () -> pair.server().closesReported == 1);
    settle();
    assertThat(reasons).containsExactly(Reason.CANCEL);
  }

  @Test
  void oneWhoseSourceIsClosedBelowItSaysSo() throws IOException {
    Pair pair = pair();
    pair.client().connection.source().close();
    until("the close is reported", () -> pair.client().closesReported == 1);
    assertThat(pair.client().connection.failure().orElseThrow())
        .hasMessage("its source was closed");
    dispatcher.close();
    assertThat(pair.server().connection.failure().orElseThrow())
        .hasMessage("the dispatcher was closed");
  }
}
