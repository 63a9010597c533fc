package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A clean end: everything is written, nothing becomes a reset, every listener is notified once. */
abstract class CloseContract extends TcpContract {

  @Test
  void unreadInputDoesNotTurnTheEndIntoAReset() throws IOException {
    Pair pair = pair();
    pair.client().connection.write(TestBytes.buffer(100_000));
    until("input waits unread", () -> EchoContract.isReadable(pair.server().connection));
    byte[] answer = TestBytes.pattern(50_000);
    pair.server().connection.write(ByteBuffer.wrap(answer));

    pair.server().connection.close();
    settle();

    pair.client().reading();
    until(
        "the client was notified of an end",
        () -> pair.client().endsReported == 1 || pair.client().readFailure.isPresent());
    assertThat(pair.client().readFailure).isEmpty();
    assertThat(pair.client().received()).isEqualTo(answer);
    pair.client().connection.close();
    assertNothingLeft();
  }

  @Test
  void whatThePeerStillSendsDoesNotTurnTheEndIntoAReset() throws IOException {
    Pair pair = pair();
    byte[] answer = TestBytes.pattern(1000);
    pair.server().connection.write(ByteBuffer.wrap(answer));
    pair.server().connection.close();
    settle();

    pair.client().sendsAndEnds(TestBytes.pattern(300_000));
    until("the server is done", () -> pair.server().closesReported == 1);

    pair.client().reading();
    until("the client was notified of an end", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(answer);
    assertThat(pair.client().connection.failure()).isEmpty();
  }

  @Test
  void allThatIsQueuedIsWrittenFirst() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    byte[] sent = TestBytes.pattern(End.fill(server));

    server.close();
    assertThat(server.isOpen()).isFalse();
    assertThat(server.queuedBytes()).isPositive();
    pair.client().reading();

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
    assertThat(pair.server().closesReported).isZero();
    pair.client().connection.close();
    assertNothingLeft();
    assertThat(pair.server().closesReported).isEqualTo(1);
    assertThat(server.failure()).isEmpty();
  }

  @Test
  void closingWithTheOutputEndedAlreadyWritesTheQueueToo() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    byte[] sent = TestBytes.pattern(End.fill(server));
    server.shutdownOutput();

    server.close();
    pair.client().reading();

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
    pair.client().connection.close();
    assertNothingLeft();
  }

  @Test
  void handlersAreCancelledAtOnceAndNotifiedOnce() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    List<Integer> reasons = new ArrayList<>();
    server.onIo(Reason.READ | Reason.CANCEL, (_, reason) -> reasons.add(reason));
    pair.client().connection.write(TestBytes.buffer(10));

    server.close();

    assertThat(reasons).isEmpty();
    settle();
    assertThat(reasons).containsExactly(Reason.CANCEL);
  }

  @Test
  void aHandlerMayCloseItsConnectionAndIsNotCalledAgain() throws IOException {
    Pair pair = pair();
    int[] calls = {0};
    Connection server = pair.server().connection;
    for (int handler = 0; handler < 3; handler++) {
      server.onIo(
          Reason.READ,
          (_, _) -> {
            calls[0]++;
            server.close();
          });
    }

    pair.client().reading().connection.write(TestBytes.buffer(10));

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(calls[0]).isEqualTo(1);
  }

  @Test
  void aSecondCloseDoesNothing() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    server.close();
    server.close();
    pair.client().reading();
    until("the end came", () -> pair.client().endsReported == 1);
    server.close();
    pair.client().connection.close();
    until(
        "both are closed", () -> pair.client().closesReported + pair.server().closesReported == 2);

    server.close();
    server.abort();

    assertNothingLeft();
    assertThat(pair.server().closesReported).isEqualTo(1);
    assertThat(server.failure()).isEmpty();
  }

  @Test
  void theCloseIsReportedAtTheEndOfTheTurnAndNotWithinTheCall() throws IOException {
    Pair pair = pair(SMALL_BUFFERS.withLingerTimeout(Duration.ZERO), ListenerOptions.DEFAULT);

    pair.client().connection.close();

    assertThat(pair.client().connection.source().isOpen()).isFalse();
    assertThat(pair.client().closesReported).isZero();
    settle();
    assertThat(pair.client().closesReported).isEqualTo(1);
  }

  @Test
  void withThePeersEndReadTheCloseIsImmediate() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().connection.shutdownOutput();
    until("the end was reported", () -> pair.server().endsReported == 1);

    pair.server().connection.close();

    assertThat(pair.server().connection.source().isOpen()).isFalse();
  }

  @Test
  void aClosedConnectionRefusesEverythingAndSaysWhy() throws IOException {
    Pair pair = pair(SMALL_BUFFERS.withLingerTimeout(Duration.ZERO), ListenerOptions.DEFAULT);
    Connection client = pair.client().connection;
    client.close();

    assertRefused(() -> client.read(ByteBuffer.allocate(1)), "can't read from", "closed");
    assertRefused(() -> client.write(TestBytes.buffer(1)), "can't write to", "closed");
    assertRefused(() -> client.writeNow(TestBytes.buffer(1)), "can't write to", "closed");
    assertRefused(client::shutdownOutput, "can't shut down", "closed");
    assertRefused(client::complete, "can't complete", "closed");
    assertThatThrownBy(() -> client.onIo(Reason.READ, (_, _) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aConnectionBeingClosedRefusesReadsAndWrites() throws IOException {
    Pair pair = pair();
    Connection client = pair.client().connection;
    client.close();

    assertRefused(() -> client.read(ByteBuffer.allocate(1)), "can't read from", client.name());
    assertRefused(() -> client.write(TestBytes.buffer(1)), "can't write to", client.name());
  }

  static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... messageParts) {
    assertThatThrownBy(call)
        .isInstanceOf(SocketException.class)
        .hasMessageContainingAll(messageParts);
  }

  @Test
  void whileOneConnectionClosesOthersAreServed() throws IOException {
    Listener listener = listen(SMALL_LISTENER);
    Pair stuck = pair(listener, SMALL_BUFFERS);
    fillForGood(stuck.server().connection);
    stuck.server().connection.close();
    Pair lively = pair(listener, SMALL_BUFFERS);
    lively.server().echoing();
    lively.client().reading().sendsAndEnds(TestBytes.pattern(1000));

    until("the echo ended", () -> lively.client().endsReported == 1);

    assertThat(lively.client().received()).isEqualTo(TestBytes.pattern(1000));
    assertThat(stuck.server().closesReported).isZero();
  }

  @Test
  void severalListenersForTheCloseAreNotifiedInTheirOrder() throws IOException {
    Connection connection = pair().client().connection;
    List<String> reported = new ArrayList<>();
    connection.onClose(_ -> reported.add("first"));
    connection.onClose(_ -> {
      throw new IllegalStateException("the second fails");
    });
    connection.onClose(_ -> reported.add("third"));

    connection.abort();

    until("all were notified", () -> reported.size() == 2);
    assertThat(reported).containsExactly("first", "third");
    settle();
    assertThat(reported).hasSize(2);
  }

  @Test
  void aReadyListenerIsNotNotifiedOnceTheConnectionIsBeingClosed() throws IOException {
    Pair pair = pair();
    List<String> reported = new ArrayList<>();
    pair.client().connection.whenReady(_ -> reported.add("closed gently"));
    pair.client().connection.close();
    pair.server().connection.whenReady(_ -> reported.add("aborted"));
    pair.server().connection.abort();
    pair.server().connection.whenReady(_ -> reported.add("too late"));
    settle();
    assertThat(reported).isEmpty();
  }

  @Test
  void severalReadyListenersAreNotifiedInTheirOrder() throws IOException {
    Connection connection = pair().client().connection;
    List<String> reported = new ArrayList<>();
    connection.whenReady(_ -> reported.add("first"));
    connection.whenReady(_ -> {
      throw new IllegalStateException("the second fails");
    });
    connection.whenReady(_ -> reported.add("third"));
    assertThat(reported).isEmpty();
    assertThat(connection.isReady()).isFalse();
    until("all were notified", () -> reported.size() == 2);
    assertThat(reported).containsExactly("first", "third");
    assertThat(connection.isReady()).isTrue();
  }
}
