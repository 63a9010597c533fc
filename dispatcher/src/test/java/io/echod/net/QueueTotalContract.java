package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The limit of all connections' queues together: the fullest pays. */
abstract class QueueTotalContract extends TcpContract {

  private static final ListenerOptions TOGETHER =
      SMALL_LISTENER.withConnections(SMALL_BUFFERS.withQueueTotal(256 * 1024));

  private List<Pair> pairs(int count) throws IOException {
    Listener listener = listen(TOGETHER);
    List<Pair> pairs = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      pairs.add(pair(listener, SMALL_BUFFERS));
    }
    listener.close();
    return pairs;
  }

  private static void queue(Connection connection, int bytes) throws IOException {
    int before = connection.queuedBytes();
    while (connection.isOpen() && connection.queuedBytes() < before + bytes) {
      connection.write(TestBytes.buffer(4096));
    }
  }

  @Test
  void theFullestIsResetAndTheOthersKeepWhatTheyHave() throws IOException {
    List<Pair> pairs = pairs(3);
    queue(pairs.get(0).server().connection, 60 * 1024);
    queue(pairs.get(1).server().connection, 130 * 1024);
    int queued = pairs.get(0).server().connection.queuedBytes();

    queue(pairs.get(2).server().connection, 100 * 1024);

    until("the fullest was notified", () -> pairs.get(1).server().closesReported == 1);
    assertThat(pairs.get(1).server().connection.failure()).containsInstanceOf(QueueOverflow.class);
    assertThat(pairs.get(0).server().connection.isOpen()).isTrue();
    assertThat(pairs.get(0).server().connection.queuedBytes()).isLessThanOrEqualTo(queued);
    assertThat(pairs.get(2).server().connection.isOpen()).isTrue();
    assertThat(pairs.get(2).server().closesReported).isZero();
  }

  @Test
  void theFullestItselfHearsOfItByItsWrite() throws IOException {
    Connection server = pairs(1).getFirst().server().connection;
    assertThatThrownBy(() -> queue(server, 1 << 20))
        .isInstanceOf(QueueOverflow.class)
        .hasMessageContaining("does not read");
    assertThat(server.isOpen()).isFalse();
    assertThat(server.queuedBytes()).isZero();
  }

  @Test
  void whatWasWrittenCountsNoMore() throws IOException {
    Pair pair = pairs(1).getFirst();
    pair.client().reading();
    Connection server = pair.server().connection;
    for (int round = 0; round < 20; round++) {
      queue(server, 100 * 1024);
      until("it was written", () -> server.queuedBytes() == 0);
    }
    assertThat(server.isOpen()).isTrue();
    assertThat(QueueTotal.of(dispatcher).bytes()).isZero();
  }

  @Test
  void whatWasLostCountsNoMore() throws IOException {
    List<Pair> pairs = pairs(2);
    queue(pairs.get(0).server().connection, 100 * 1024);
    queue(pairs.get(1).server().connection, 100 * 1024);
    pairs.get(0).server().connection.abort();
    assertThat(QueueTotal.of(dispatcher).bytes()).isBetween(100L * 1024, 200L * 1024);
    pairs.get(1).client().connection.abort();
    until("the other was notified", () -> pairs.get(1).server().closesReported == 1);
    assertThat(QueueTotal.of(dispatcher).bytes()).isZero();
  }

  @Test
  void thePeerOfTheFullestIsReset() throws IOException {
    Pair pair = pairs(1).getFirst();
    pair.client().reading();
    Optional<IOException> failure = Optional.empty();
    try {
      queue(pair.server().connection, 1 << 20);
    } catch (QueueOverflow overflow) {
      failure = Optional.of(overflow);
    }
    assertThat(failure).isPresent();
    until("the peer was notified", () -> pair.client().closesReported == 1);
    assertThat(pair.client().endsReported).isZero();
  }
}
