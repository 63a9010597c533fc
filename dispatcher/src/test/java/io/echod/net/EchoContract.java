package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte comes back. */
abstract class EchoContract extends TcpContract {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 1 << 20})
  void everyByteComesBackAndThenTheEnd(int length) throws IOException {
    echo(pair(), length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 16, 300_001})
  void smallBuffersChangeNothing(int length) throws IOException {
    echo(smallPair(), length);
  }

  private void echo(Pair pair, int length) {
    byte[] sent = TestBytes.pattern(length);
    pair.server().echoing();
    pair.client().reading().sendsAndEnds(sent);

    until("the echo ended", () -> pair.client().endsReported == 1);
    assertThat(pair.client().received()).isEqualTo(sent);
    pair.client().connection.close();
    assertNothingLeft();
    assertThat(pair.client().connection.failure()).isEmpty();
    assertThat(pair.server().connection.failure()).isEmpty();
  }

  @Test
  void everyByteValuePasses() throws IOException {
    byte[] values = new byte[512];
    for (int index = 0; index < values.length; index++) {
      values[index] = (byte) index;
    }
    Pair pair = pair();
    pair.server().echoing();
    pair.client().reading();

    pair.client().connection.write(ByteBuffer.wrap(values));

    untilReceived(pair.client(), values);
  }

  @Test
  void everyWayToHoldBytesIsWrittenAlike() throws IOException {
    byte[] sent = TestBytes.pattern(300);
    Pair pair = pair();
    pair.server().reading();
    ByteBuffer direct = ByteBuffer.allocateDirect(200).put(50, sent, 0, 100).position(50);
    ByteBuffer readOnly = ByteBuffer.wrap(sent, 100, 100).asReadOnlyBuffer();
    ByteBuffer sliced = ByteBuffer.wrap(sent).slice(200, 100);

    for (ByteBuffer bytes : List.of(direct.limit(150), readOnly, sliced)) {
      assertThat(pair.client().connection.write(bytes)).isEqualTo(100);
      assertThat(bytes.hasRemaining()).isFalse();
    }

    untilReceived(pair.server(), sent);
  }

  @Test
  void nothingButTheRemainingBytesIsTouched() throws IOException {
    Pair pair = pair();
    pair.client().connection.write(TestBytes.buffer(10));
    ByteBuffer buffer = ByteBuffer.allocate(8).position(2).limit(6);
    until("the bytes came", () -> isReadable(pair.server().connection));

    assertThat(pair.server().connection.read(buffer)).isEqualTo(4);

    assertThat(buffer.position()).isEqualTo(6);
    byte[] bytes = TestBytes.pattern(4);
    assertThat(buffer.array()).containsExactly(0, 0, bytes[0], bytes[1], bytes[2], bytes[3], 0, 0);
  }

  static boolean isReadable(Connection connection) {
    try {
      return connection.isReadable();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void manyConnectionsDoNotMixTheirBytes() throws IOException {
    Listener listener = listen();
    listener.onConnection(connection -> new End(connection).echoing());
    List<End> clients = new ArrayList<>();
    for (int number = 0; number < 50; number++) {
      End client = new End(call(listener)).reading();
      client.sendsAndEnds(TestBytes.pattern(number * 1_000_000L, 10_000 + number));
      clients.add(client);
    }

    until("every echo ended", () -> clients.stream().allMatch(client -> client.endsReported == 1));

    for (int number = 0; number < clients.size(); number++) {
      assertThat(clients.get(number).received())
          .isEqualTo(TestBytes.pattern(number * 1_000_000L, 10_000 + number));
    }
  }

  @Test
  void bothEndsMaySendAtOnce() throws IOException {
    Pair pair = smallPair();
    byte[] one = TestBytes.pattern(200_000);
    byte[] other = TestBytes.pattern(1_000_000, 200_000);
    pair.client().reading().sends(one);
    pair.server().reading().sends(other);

    untilReceived(pair.server(), one);
    untilReceived(pair.client(), other);
  }

  @Test
  void aHandlerMayReadLittleByLittle() throws IOException {
    Pair pair = pair();
    byte[] sent = TestBytes.pattern(1000);
    pair.client().connection.write(ByteBuffer.wrap(sent));
    ByteBuffer received = ByteBuffer.allocate(sent.length);
    int[] calls = {0};
    Connection server = pair.server().connection;
    server.onIo(
        Reason.READ,
        (_, _) -> {
          calls[0]++;
          server.read(received.limit(received.position() + 1));
        });

    until("all was read", () -> received.position() == sent.length);

    assertThat(calls[0]).isEqualTo(sent.length);
    assertThat(received.array()).isEqualTo(sent);
  }
}
