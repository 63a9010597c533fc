package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes that came before a write failed can still be read. */
abstract class LastWordsContract extends TcpContract {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final byte[] WORDS = {'4', '2', '1', ' ', 't', 'o', 'o', ' ', 'm', 'a', 'n', 'y'};

  @BeforeEach
  void onlyWhereTheSystemKeepsThem() {
    assumeTrue(keepsInputAtReset());
  }

  /** The peer has said its last words, and has closed. */
  private Pair afterLastWords() throws IOException {
    Pair pair = pair(ConnectionOptions.DEFAULT, ListenerOptions.DEFAULT.withConnections(NO_LINGER));
    pair.server().connection.write(ByteBuffer.wrap(WORDS));
    pair.server().connection.close();
    until("the server's end is over", () -> pair.server().closesReported == 1);
    return pair;
  }

  private static final ConnectionOptions NO_LINGER =
      ConnectionOptions.DEFAULT.withLingerTimeout(Duration.ZERO);

  /** Writes, as clients do who have not read yet, until that fails. */
  private ConnectionLost writeUntilItFails(Connection connection) {
    List<ConnectionLost> failures = new ArrayList<>();
    until(
        "a write fails",
        () -> {
          try {
            connection.write(TestBytes.buffer(1));
          } catch (ConnectionLost lost) {
            failures.add(lost);
          } catch (IOException other) {
            throw new AssertionError(other);
          }
          return !failures.isEmpty();
        });
    return failures.getFirst();
  }

  @Test
  void lastWordsAreReadByAHandlerAfterAWriteHasFailed() throws IOException {
    Pair pair = afterLastWords();
    Connection client = pair.client().connection;
    dispatcher.pause(client, Reason.READ);
    pair.client().reading();
    ConnectionLost failure = writeUntilItFails(client);
    assertThat(failure.connection()).isSameAs(client);

    dispatcher.resume(client, Reason.READ);

    until("the client's end is over", () -> pair.client().closesReported == 1);
    assertThat(pair.client().received()).isEqualTo(WORDS);
    assertThat(client.failure()).isPresent();
    assertNothingLeft();
  }

  @Test
  void lastWordsAreReadByOneWhoWaitsForThem() throws IOException {
    Pair pair = afterLastWords();
    Connection client = pair.client().connection;
    writeUntilItFails(client);

    ByteBuffer buffer = ByteBuffer.allocate(WORDS.length);
    assertThat(Blocking.readFully(client, buffer, DEADLINE)).isEqualTo(WORDS.length);

    assertThat(buffer.array()).isEqualTo(WORDS);
    until(
        "it is over",
        () -> {
          try {
            return Blocking.read(client, ByteBuffer.allocate(1), Duration.ZERO) == Connection.END;
          } catch (IOException lost) {
            return true;
          }
        });
    client.close();
    assertNothingLeft();
  }

  @Test
  void afterAFailedWriteThereAreNoMoreWrites() throws IOException {
    Pair pair = afterLastWords();
    Connection client = pair.client().connection;
    writeUntilItFails(client);

    assertThatThrownBy(() -> client.write(TestBytes.buffer(1))).isInstanceOf(ConnectionLost.class);
    assertThatThrownBy(() -> client.writeNow(TestBytes.buffer(1)))
        .isInstanceOf(ConnectionLost.class);
    assertThat(client.isUp()).isFalse();
    assertThat(client.isWritable()).isFalse();
    client.close();
    assertThat(client.source().isOpen()).isFalse();
  }

  @Test
  void aHandlerThatPassesTheFailureOnStillReads() throws IOException {
    Pair pair = afterLastWords();
    Connection client = pair.client().connection;
    dispatcher.pause(client, Reason.READ);
    pair.client().reading();
    var beat =
        dispatcher.every(
            Duration.ZERO, Duration.ofMillis(1), (_, _) -> client.write(TestBytes.buffer(1)));
    until("a write has failed", () -> client.failure().isPresent());
    settle();

    dispatcher.resume(client, Reason.READ);

    until("the client's end is over", () -> pair.client().closesReported == 1);
    assertThat(pair.client().received()).isEqualTo(WORDS);
    beat.cancel();
  }
}
