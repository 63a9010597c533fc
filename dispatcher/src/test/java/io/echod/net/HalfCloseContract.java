package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** One direction ends, the other goes on. */
abstract class HalfCloseContract extends TcpContract {

  @Test
  void allThatCameBeforeTheEndComesBackThenOurEnd() throws IOException {
    Pair pair = smallPair();
    byte[] sent = TestBytes.pattern(300_000);
    pair.server().echoing();
    pair.client().sendsAndEnds(sent);
    until(
        "the server read the end", () -> pair.server().endsReported == 1 || isStuck(pair.server()));

    // Only now does the client read: the server's end has to wait behind a full queue.
    pair.client().reading();

    until("the echo ended", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
  }

  private static boolean isStuck(End end) {
    return end.connection.queuedBytes() > 0;
  }

  @Test
  void theEndIsReportedOnceAndNothingSpins() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().connection.shutdownOutput();
    until("the end was reported", () -> pair.server().endsReported > 0);
    settle();

    assertQuiet();

    assertThat(pair.server().endsReported).isEqualTo(1);
    assertThat(pair.server().connection.isInputEnded()).isTrue();
    assertThat(pair.server().connection.isOpen()).isTrue();
  }

  @Test
  void anEndBehindAQueueIsReportedOnceToo() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    pair.client().connection.shutdownOutput();
    until("the end came", () -> EchoContract.isReadable(server));
    assertThat(server.read(ByteBuffer.allocate(1))).isEqualTo(Connection.END);
    byte[] sent = TestBytes.pattern(End.fill(server));
    pair.server().reading();

    pair.client().reading();

    untilReceived(pair.client(), sent);
    until("the queue is written", () -> server.queuedBytes() == 0);
    assertQuiet();
    assertThat(pair.server().readCalls).isZero();
  }

  @Test
  void theEndIsReadEverAfter() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.client().connection.shutdownOutput();
    until("the end came", () -> EchoContract.isReadable(server));

    for (int count = 0; count < 3; count++) {
      assertThat(server.read(ByteBuffer.allocate(10))).isEqualTo(Connection.END);
    }
    assertThat(server.isOpen()).isTrue();
  }

  @Test
  void afterThePeersEndItStillReadsWhatWeWrite() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().reading().connection.shutdownOutput();
    until("the end was reported", () -> pair.server().endsReported == 1);

    pair.server().sends(TestBytes.pattern(100_000));

    untilReceived(pair.client(), TestBytes.pattern(100_000));
    assertThat(pair.client().connection.failure()).isEmpty();
  }

  @Test
  void theEndOfOutputWaitsForTheQueue() throws IOException {
    Pair pair = smallPair();
    Connection client = pair.client().connection;
    byte[] sent = TestBytes.pattern(End.fill(client));
    client.shutdownOutput();
    assertThat(client.queuedBytes()).isPositive();

    pair.server().reading();

    until("the end came", () -> pair.server().endsReported == 1);
    assertThat(pair.server().received()).isEqualTo(sent);
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void aSecondEndOfOutputDoesNothing() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().connection.shutdownOutput();
    pair.client().connection.shutdownOutput();

    until("the end came", () -> pair.server().endsReported == 1);

    pair.client().connection.shutdownOutput();
    assertThat(pair.client().connection.isOpen()).isTrue();
    assertThat(pair.client().connection.failure()).isEmpty();
  }

  @Test
  void writingAfterTheEndOfOutputIsRefusedAndEndsNothing() throws IOException {
    Pair pair = pair();
    Connection client = pair.client().connection;
    client.shutdownOutput();
    End.Told reported = new End.Told();

    assertThatThrownBy(() -> client.write(TestBytes.buffer(1)))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining(client.name())
        .hasMessageContaining("open for input only");
    assertThatThrownBy(() -> client.write(TestBytes.buffer(1), reported.of(1)))
        .isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> client.writeNow(TestBytes.buffer(1)))
        .isInstanceOf(SocketException.class);

    pair.client().reading();
    pair.server().connection.write(TestBytes.buffer(5));
    untilReceived(pair.client(), TestBytes.pattern(5));
    assertThat(reported.numbers).isEmpty();
  }

  @Test
  void endingTheOutputOfAResetConnectionIsHarmless() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.client().connection.abort();
    until("the reset came", () -> EchoContract.isReadable(server));

    try {
      server.shutdownOutput();
    } catch (IOException defined) {
      assertThat(server.failure()).containsSame(defined);
    }

    assertThatThrownBy(() -> server.read(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
    assertThat(server.failure()).isPresent();
    assertThat(server.isOpen()).isFalse();
    assertThatThrownBy(server::shutdownOutput).isInstanceOf(SocketException.class);
  }

  @Test
  void bothEndsMayEndTheirOutput() throws IOException {
    Pair pair = pair();
    pair.client().reading().sendsAndEnds(TestBytes.pattern(1000));
    pair.server().reading().sendsAndEnds(TestBytes.pattern(2000));

    until("both ends came", () -> pair.client().endsReported + pair.server().endsReported == 2);

    assertThat(pair.server().received()).isEqualTo(TestBytes.pattern(1000));
    assertThat(pair.client().received()).isEqualTo(TestBytes.pattern(2000));
    pair.client().connection.close();
    pair.server().connection.close();
    assertNothingLeft();
  }

  @Test
  void anEndedConnectionMayStillWaitForWriting() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().connection.shutdownOutput();
    until("the end was reported", () -> pair.server().endsReported == 1);
    int[] reasons = {0};

    pair.server()
        .connection
        .onIo(
            Reason.READ | Reason.WRITE,
            (callback, reason) -> {
              reasons[0] = reason;
              callback.cancel();
            });

    until("it was called", () -> reasons[0] != 0);
    assertThat(reasons[0]).isEqualTo(Reason.WRITE);
  }
}
