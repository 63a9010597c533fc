package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** The cost of a peer's reset: that connection, and no other. */
abstract class LossContract extends TcpContract {

  private static final Duration BEAT = Duration.ofMillis(1);

  @Test
  void aHeartbeatThatMeetsAResetGoesOn() throws IOException {
    Pair gone = pair();
    int[] beats = {0};
    Callback heartbeat =
        dispatcher.every(
            BEAT,
            BEAT,
            (_, _) -> {
              beats[0]++;
              gone.server().connection.write(TestBytes.buffer(1));
            });

    gone.client().connection.abort();

    until("the server's end was reported", () -> gone.server().closesReported == 1);
    int before = beats[0];
    until("the heart still beats", () -> beats[0] > before + 5);
    assertThat(heartbeat.isRegistered()).isTrue();
    assertThat(log.messages(Level.SEVERE)).isEmpty();
    assertThat(dispatcher.statistics().failures()).isZero();
    heartbeat.cancel();
    assertNothingLeft();
  }

  @Test
  void whoWritesToAnotherThatIsGoneKeepsItsOwnConnection() throws IOException {
    Listener listener = listen();
    Pair speaker = pair(listener, ConnectionOptions.DEFAULT);
    Pair gone = pair(listener, ConnectionOptions.DEFAULT);
    listener.close();
    speaker.server().reading((bytes, _) -> gone.server().connection.write(bytes));
    gone.client().connection.abort();
    for (int words = 1; gone.server().closesReported == 0; words++) {
      speaker.client().connection.write(TestBytes.buffer(1));
      int heard = words;
      until("it was heard", () -> speaker.server().receivedBytes() >= heard);
      settle();
    }

    speaker.client().connection.write(TestBytes.buffer(1));
    settle();

    assertThat(speaker.server().connection.isOpen()).isTrue();
    assertThat(speaker.server().closesReported).isZero();
    assertThat(log.messages(Level.SEVERE)).isEmpty();
  }

  @Test
  void theFailureNamesItsConnection() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.client().connection.abort();
    List<IOException> met = new ArrayList<>();
    server.onIo(
        Reason.READ,
        (_, _) -> {
          try {
            server.read(ByteBuffer.allocate(10));
          } catch (IOException lost) {
            met.add(lost);
          }
        });
    until("the server was notified", () -> pair.server().closesReported == 1);

    assertThat(met).hasSize(1);
    assertThat(met.getFirst())
        .isInstanceOfSatisfying(
            ConnectionLost.class, lost -> assertThat(lost.connection()).isSameAs(server));
    assertThatThrownBy(() -> server.write(TestBytes.buffer(1)))
        .isInstanceOfSatisfying(
            ConnectionLost.class, lost -> assertThat(lost.connection()).isSameAs(server));
  }

  @Test
  void aTaskThatMeetsAResetIsNoFailureEither() throws IOException {
    Pair gone = pair();
    gone.client().connection.abort();
    until(
        "it is lost",
        () -> {
          dispatcher.post(() -> {
            try {
              gone.server().connection.write(TestBytes.buffer(1));
            } catch (IOException lost) {
              throw new UncheckedIOException(lost);
            }
          });
          return gone.server().closesReported == 1;
        });
    settle();
    assertThat(log.messages(Level.SEVERE)).isEmpty();
    assertThat(dispatcher.statistics().failures()).isZero();
  }

  @Test
  void aGreetingToAClientThatHasGoneIsNoHandlersMistake() throws IOException {
    Listener listener = listen();
    List<End> ends = new ArrayList<>();
    listener.onConnection(connection -> {
      ends.add(new End(connection));
      while (true) {
        if (connection.write(TestBytes.buffer(100)) < 100) {
          break;
        }
      }
    });
    Connection client = call(listener);
    client.abort();

    until("the server's end is over", () -> !ends.isEmpty() && ends.getFirst().closesReported == 1);

    assertThat(log.messages(Level.SEVERE)).isEmpty();
    assertThat(listener.isOpen()).isTrue();
    Connection next = call(listener);
    until("another is served", () -> ends.size() == 2);
    next.abort();
  }

  @Test
  void aHalfClosedConnectionThatIsResetIsReportedToItsCloseListener() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().connection.shutdownOutput();
    until("the end came", () -> pair.server().endsReported == 1);

    pair.client().connection.abort();

    until("the loss was reported", () -> pair.server().closesReported == 1);
    assertThat(pair.server().connection.failure()).isPresent();
    assertThat(pair.server().connection.source().isOpen()).isFalse();
    assertQuiet();
    assertThat(pair.server().closesReported).isEqualTo(1);
    assertNothingLeft();
  }

  @Test
  void aHalfClosedConnectionWithoutAnyHandlerIsReportedToo() throws IOException {
    Pair pair = pair();
    pair.client().connection.shutdownOutput();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    assertThat(Blocking.read(pair.server().connection, buffer, Duration.ofSeconds(60)))
        .isEqualTo(Connection.END);

    pair.client().connection.abort();

    until("the loss was reported", () -> pair.server().closesReported == 1);
    assertNothingLeft();
  }

  @Test
  void bothEndsEndedAndNothingSpins() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().reading();
    pair.client().connection.shutdownOutput();
    pair.server().connection.shutdownOutput();
    until("both were notified", () -> pair.server().endsReported + pair.client().endsReported == 2);

    assertQuiet();

    assertThat(pair.server().endsReported).isEqualTo(1);
    assertThat(pair.client().endsReported).isEqualTo(1);
    assertThat(pair.server().connection.failure()).isEmpty();
  }
}
