package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Several buffers in one call, and all of one buffer or none of the connection. */
abstract class GatheringContract extends TcpContract {

  /** Buffers of these lengths, which together are one pattern. */
  private static ByteBuffer[] buffers(int... lengths) {
    ByteBuffer[] buffers = new ByteBuffer[lengths.length];
    int start = 0;
    for (int index = 0; index < lengths.length; index++) {
      byte[] bytes = TestBytes.pattern(start, lengths[index]);
      // One on the heap, the next outside, for kernels treat them differently.
      buffers[index] =
          index % 2 == 0
              ? ByteBuffer.wrap(bytes)
              : ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      start += lengths[index];
    }
    return buffers;
  }

  private void assertArrives(int... lengths) throws IOException {
    Pair pair = pair();
    ByteBuffer[] buffers = buffers(lengths);
    int total = 0;
    for (int length : lengths) {
      total += length;
    }
    pair.client().reading();
    assertThat(pair.server().connection.write(buffers)).isEqualTo(total);
    for (ByteBuffer buffer : buffers) {
      assertThat(buffer.hasRemaining()).isFalse();
    }
    untilReceived(pair.client(), TestBytes.pattern(0, total));
  }

  @Test
  void smallOnesArriveInTheirOrder() throws IOException {
    assertArrives(1, 2, 3, 4, 5);
  }

  @Test
  void emptyOnesAreNothing() throws IOException {
    assertArrives(0, 3, 0, 0, 2, 0);
    assertArrives(0, 0);
    assertArrives();
  }

  @Test
  void largeOnesBetweenSmallOnesArriveInTheirOrder() throws IOException {
    assertArrives(10, 200_000, 10, 10, 70_000, 1, 65_536, 65_535, 1, 65_537);
  }

  @Test
  void whatTheQueueDoesNotTakeRemains() throws IOException {
    Pair pair =
        pair(SMALL_BUFFERS, SMALL_LISTENER.withConnections(SMALL_BUFFERS.withQueue(100_000, 0)));
    Connection server = pair.server().connection;
    ByteBuffer[] buffers = buffers(50_000, 50_000, 3_000_000, 50_000, 50_000);
    long accepted = server.write(buffers);

    long left = 0;
    for (ByteBuffer buffer : buffers) {
      left += buffer.remaining();
    }
    assertThat(accepted + left).isEqualTo(3_200_000);
    assertThat(left).isPositive();
    assertThat(buffers[4].remaining()).isEqualTo(50_000);
    pair.client().reading();
    untilReceived(pair.client(), TestBytes.pattern(0, (int) accepted));
  }

  @Test
  void writeAllTakesWhatTheQueueTakes() throws IOException {
    Pair pair = smallPair();
    ByteBuffer buffer = TestBytes.buffer(500_000);
    pair.server().connection.writeAll(buffer);
    assertThat(buffer.hasRemaining()).isFalse();
    pair.client().reading();
    untilReceived(pair.client(), TestBytes.pattern(500_000));
  }

  @Test
  void writeAllWithoutRoomResetsRatherThanLoseAPart() throws IOException {
    Pair pair = smallPair();
    pair.client().reading();
    Connection server = pair.server().connection;
    assertThatThrownBy(() -> server.writeAll(TestBytes.buffer(8_000_000)))
        .isInstanceOf(QueueOverflow.class)
        .hasMessageContaining("1048576");
    assertThat(server.isOpen()).isFalse();
    until("the peer was notified", () -> pair.client().closesReported == 1);
    assertThat(pair.client().endsReported).isZero();
  }
}
