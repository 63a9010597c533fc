package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.net.drain.Drain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A graceful end: what has been received is handled, then every connection ends. */
abstract class DrainContract extends TcpContract {

  private static final Duration NEVER = Duration.ofDays(365);

  /** The reports of drains at their end. */
  private final List<Integer> cuts = new ArrayList<>();

  private void drain(Duration timeout) {
    Drain.begin(dispatcher, timeout, cuts::add);
  }

  private void untilDrained() {
    until("the drain is over", () -> !cuts.isEmpty());
  }

  @Test
  void withoutConnectionsItIsOverAtOnceButNotWithinTheCall() throws IOException {
    Listener listener = listen();
    listener.onConnection(_ -> {});

    drain(NEVER);

    assertThat(listener.isOpen()).isFalse();
    assertThat(cuts).isEmpty();
    untilDrained();
    assertThat(cuts).containsExactly(0);
    assertNothingLeft();
  }

  @Test
  void idleConnectionsEndCleanly() throws IOException {
    Pair pair = pair();
    pair.server().echoing();
    pair.client().reading();

    drain(NEVER);

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(cuts).isEmpty();
    pair.client().connection.close();
    untilDrained();
    assertThat(cuts).containsExactly(0);
    assertThat(pair.server().connection.failure()).isEmpty();
    assertNothingLeft();
  }

  /** With a queue at the server's end, so that reading pauses while the drain goes on. */
  @Test
  void inputBehindAQueueIsHandledOnceThePeerReads() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    byte[] sent = TestBytes.pattern(End.fill(server) + 1000);
    pair.server().echoing();
    pair.client().connection.write(ByteBuffer.wrap(sent, sent.length - 1000, 1000));
    until("input waits", () -> EchoContract.isReadable(server));

    drain(NEVER);
    settle();
    assertQuiet();
    assertThat(server.isOpen()).isTrue();
    pair.client().reading();

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
    pair.client().connection.close();
    untilDrained();
    assertThat(cuts).containsExactly(0);
  }

  @Test
  void unreadInputIsReadToItsLastByte() throws IOException {
    Pair pair = pair();
    byte[] sent = TestBytes.pattern(60_000);
    pair.client().connection.write(ByteBuffer.wrap(sent));
    until("input waits", () -> EchoContract.isReadable(pair.server().connection));
    settle();
    pair.server().echoing();
    pair.client().reading();

    drain(NEVER);

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
  }

  @Test
  void thoseWhoWaitToBeAcceptedAreServed() throws IOException {
    assumeFalse(
        layers() instanceof TalkingLayers, "what comes before the layers are open comes too late");
    Listener listener = listen();
    List<End> clients = new ArrayList<>();
    for (int index = 0; index < 100; index++) {
      Connection client = call(listener);
      client.write(TestBytes.buffer(100));
      clients.add(new End(client).reading());
    }
    settle();
    List<End> accepted = new ArrayList<>();
    listener.onConnection(connection -> accepted.add(new End(connection).echoing()));

    drain(NEVER);

    assertThat(accepted).hasSize(100);
    for (End client : clients) {
      until("the end came", () -> client.endsReported == 1);
      assertThat(client.received()).isEqualTo(TestBytes.pattern(100));
      client.connection.close();
    }
    untilDrained();
    assertThat(cuts).containsExactly(0);
  }

  @Test
  void whoIsNotDoneByTheDeadlineIsCutAndCounted() throws IOException {
    Listener listener = listen(SMALL_LISTENER);
    Pair stuck = pair(listener, SMALL_BUFFERS);
    Pair polite = pair(listener, SMALL_BUFFERS);
    fillForGood(stuck.server().connection);
    polite.server().echoing();
    polite.client().echoing();

    drain(Duration.ofMillis(100));

    untilDrained();
    assertThat(cuts).containsExactly(1);
    assertThat(stuck.server().connection.failure()).isPresent();
    assertThat(stuck.server().closesReported).isEqualTo(1);
    assertThat(polite.server().connection.failure()).isEmpty();
  }

  @Test
  void aPeerThatNeverStopsSendingIsCut() throws IOException {
    Pair pair = smallPair();
    pair.server().reading();
    ByteBuffer bytes = TestBytes.buffer(1000);
    Connection client = pair.client().connection;
    client.onIo(Reason.WRITE, (_, _) -> client.writeNow(bytes.rewind()));

    drain(Duration.ofMillis(100));

    untilDrained();
    assertThat(pair.server().closesReported).isEqualTo(1);
  }

  @Test
  void aConnectionAlreadyBeingClosedIsWaitedFor() throws IOException {
    Pair pair = smallPair();
    byte[] sent = TestBytes.pattern(End.fill(pair.server().connection));
    pair.server().connection.close();

    drain(NEVER);
    settle();

    assertThat(cuts).isEmpty();
    pair.client().reading();
    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
    pair.client().connection.close();
    untilDrained();
    assertThat(cuts).containsExactly(0);
  }

  @Test
  void connectionsMadeFromHereGoOn() throws IOException {
    Pair pair = pair();
    pair.server().echoing();
    pair.client().reading();
    Callback timer = dispatcher.every(Duration.ofHours(1), Duration.ofHours(1), (_, _) -> {});

    drain(NEVER);
    until("the end came", () -> pair.client().endsReported == 1);

    assertThat(pair.client().connection.isOpen()).isTrue();
    assertThat(timer.isRegistered()).isTrue();
    pair.client().connection.close();
    untilDrained();
  }

  @Test
  void inputThatIsNotReadHoldsNothingUp() throws IOException {
    Pair pair = pair();
    Callback quiet = pair.server().connection.onIo(Reason.READ, (_, _) -> {});
    quiet.interest(0);
    pair.client().connection.write(TestBytes.buffer(1000));
    until("input waits", () -> EchoContract.isReadable(pair.server().connection));

    drain(NEVER);

    pair.client().reading();
    until("the end came", () -> pair.client().endsReported == 1);
    pair.client().connection.close();
    untilDrained();
    assertThat(cuts).containsExactly(0);
  }

  /** Its interest was there when the drain began, and is withdrawn before all is read. */
  @Test
  void aHandlerThatReadsNoMoreHoldsNothingUp() throws IOException {
    Pair pair = pair();
    pair.server().connection.onIo(Reason.READ, (callback, _) -> callback.interest(0));
    pair.client().reading().connection.write(TestBytes.buffer(1000));
    until("input waits", () -> EchoContract.isReadable(pair.server().connection));

    drain(NEVER);

    until("the end came", () -> pair.client().endsReported == 1);
    pair.client().connection.close();
    untilDrained();
  }

  @Test
  void aConnectionWhoseReadingIsPausedWaitsUntilItIsResumed() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.server().echoing();
    dispatcher.pause(server, Reason.READ);
    pair.client().reading().connection.write(TestBytes.buffer(1000));
    until("input waits", () -> EchoContract.isReadable(server));

    drain(NEVER);
    settle();
    assertQuiet();

    assertThat(server.isOpen()).isTrue();
    dispatcher.resume(server, Reason.READ);
    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(TestBytes.pattern(1000));
  }

  /** As where the answer comes from another thread: nothing is left to read when it does. */
  @Test
  void whoPausesReadingUntilItsAnswerIsThereIsWaitedFor() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.server().reading((_, _) -> dispatcher.pause(server, Reason.READ));
    pair.client().reading().connection.write(TestBytes.buffer(10));
    until("the question came", () -> pair.server().receivedBytes() == 10);

    drain(NEVER);
    settle();
    assertQuiet();
    server.write(TestBytes.buffer(1000));
    dispatcher.resume(server, Reason.READ);

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(TestBytes.pattern(1000));
  }

  @Test
  void aHandlerThatBeginsItMayStillAnswer() throws IOException {
    Pair pair = pair();
    pair.server()
        .reading((bytes, _) -> {
          drain(NEVER);
          pair.server().connection.write(bytes);
        });
    pair.client().reading().connection.write(TestBytes.buffer(10));

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(TestBytes.pattern(10));
  }

  @Test
  void aHalfClosedConnectionIsWrittenToItsEnd() throws IOException {
    Pair pair = smallPair();
    pair.server().reading();
    pair.client().connection.shutdownOutput();
    until("the end was reported", () -> pair.server().endsReported == 1);
    byte[] sent = TestBytes.pattern(End.fill(pair.server().connection));

    drain(NEVER);
    pair.client().reading();

    until("the end came", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
    untilDrained();
    assertThat(cuts).containsExactly(0);
  }

  @Test
  void aPeersResetEndsItsConnectionOnly() throws IOException {
    Listener listener = listen();
    Pair reset = pair(listener, ConnectionOptions.DEFAULT);
    Pair polite = pair(listener, ConnectionOptions.DEFAULT);
    reset.server().reading();
    polite.server().echoing();
    polite.client().echoing();
    reset.client().connection.abort();

    drain(NEVER);

    untilDrained();
    assertThat(cuts).containsExactly(0);
    assertThat(polite.server().connection.failure()).isEmpty();
  }

  @Test
  void whereTheDispatcherIsClosedBeforeNothingIsReported() throws IOException {
    Pair pair = pair();
    pair.server().echoing();
    drain(NEVER);

    dispatcher.close();

    assertThat(cuts).isEmpty();
  }

  @Test
  void aNegativeTimeoutIsRefused() throws IOException {
    Listener listener = listen();

    assertThatIllegalArgumentException().isThrownBy(() -> drain(Duration.ofNanos(-1)));

    assertThat(listener.isOpen()).isTrue();
  }
}
