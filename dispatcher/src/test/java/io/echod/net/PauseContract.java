package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A pause in reading belongs to who made it: a user, the connection's own queue, or its end. */
abstract class PauseContract extends TcpContract {

  @Test
  void aUsersPauseOutlastsTheConnectionsOwn() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    pair.server().reading();
    dispatcher.pause(server, Reason.READ);
    int filled = fillForGood(server);
    pair.client().connection.write(TestBytes.buffer(10));

    pair.client().reading();
    until("all is written", () -> pair.client().receivedBytes() == filled);
    settle();
    assertThat(server.queuedBytes()).isZero();
    assertThat(pair.server().readCalls).isZero();

    dispatcher.resume(server, Reason.READ);
    untilReceived(pair.server(), TestBytes.pattern(10));
  }

  @Test
  void theConnectionsOwnPauseOutlastsAUsers() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    pair.server().reading();
    int filled = fillForGood(server);
    pair.client().connection.write(TestBytes.buffer(10));
    dispatcher.pause(server, Reason.READ);
    dispatcher.resume(server, Reason.READ);
    settle();
    assertThat(pair.server().readCalls).as("read from one who does not read").isZero();

    pair.client().reading();
    until("all is written", () -> pair.client().receivedBytes() == filled);
    untilReceived(pair.server(), TestBytes.pattern(10));
  }

  @Test
  void aResumeAfterTheEndDoesNotBringItBack() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().connection.shutdownOutput();
    until("the end came", () -> pair.server().endsReported == 1);

    dispatcher.resume(pair.server().connection, Reason.READ);

    assertQuiet();
    assertThat(pair.server().endsReported).isEqualTo(1);
  }

  @Test
  void aReaderRegisteredAfterTheEndIsNotCalledForEver() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().connection.shutdownOutput();
    until("the end came", () -> pair.server().endsReported == 1);
    int[] calls = {0};
    Callback late = pair.server().connection.onIo(Reason.READ, (_, _) -> calls[0]++);

    assertQuiet();

    assertThat(calls[0]).isZero();
    assertThat(late.isRegistered()).isTrue();
  }

  @Test
  void aPausedConnectionEndsWhenItIsClosed() throws IOException {
    Pair pair = pair();
    dispatcher.pause(pair.server().connection, Reason.READ);
    pair.client().reading();

    pair.server().connection.close();
    until("the client was notified", () -> pair.client().endsReported == 1);
    pair.client().connection.close();

    until("the server's end is over", () -> pair.server().closesReported == 1);
    assertThat(pair.server().connection.failure()).isEmpty();
    assertNothingLeft();
  }
}
