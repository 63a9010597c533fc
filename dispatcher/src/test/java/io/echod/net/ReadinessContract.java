package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Questions about an endpoint: they change nothing, wait for nothing and are right. */
abstract class ReadinessContract extends TcpContract {

  @Test
  void askingConsumesNothing() throws IOException {
    assumeFalse(layers() instanceof TalkingLayers, "what the layers say makes a socket readable");
    Listener listener = listen();
    assertThat(listener.isPending()).isFalse();
    Connection client = call(listener);
    until("it is pending", () -> isPending(listener));
    for (int count = 0; count < 5; count++) {
      assertThat(listener.isPending()).isTrue();
    }
    Connection server = listener.accept().orElseThrow();
    assertThat(listener.isPending()).isFalse();
    assertThat(listener.accept()).isEmpty();

    assertThat(server.isReadable()).isFalse();
    client.write(TestBytes.buffer(10));
    until("it is readable", () -> EchoContract.isReadable(server));
    for (int count = 0; count < 5; count++) {
      assertThat(server.isReadable()).isTrue();
      assertThat(server.isWritable()).isTrue();
      assertThat(server.isUp()).isTrue();
    }
    ByteBuffer buffer = ByteBuffer.allocate(20);
    assertThat(server.read(buffer)).isEqualTo(10);
    assertThat(server.isReadable()).isFalse();
    assertThat(buffer.flip()).isEqualTo(TestBytes.buffer(10));
  }

  private static boolean isPending(Listener listener) {
    try {
      return listener.isPending();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void askingBetweenEventsLosesNone() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    for (int count = 1; count <= 20; count++) {
      pair.client().connection.write(ByteBuffer.wrap(TestBytes.pattern((count - 1) * 10L, 10)));
      pair.server().connection.isReadable();
      pair.server().connection.isWritable();
      int bytes = count * 10;
      until("the bytes came", () -> pair.server().receivedBytes() == bytes);
    }
    assertThat(pair.server().received()).isEqualTo(TestBytes.pattern(200));
  }

  @Test
  void theEndIsReadableAndNotUp() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.client().connection.shutdownOutput();
    assertThat(pair.client().connection.isUp()).isFalse();
    assertThat(pair.client().connection.isOpen()).isTrue();
    assertThat(pair.client().connection.isWritable()).isFalse();
    until("the end came", () -> EchoContract.isReadable(server));
    assertThat(server.isInputEnded()).as("before it is read").isFalse();

    assertThat(server.read(ByteBuffer.allocate(1))).isEqualTo(Connection.END);

    assertThat(server.isReadable()).isTrue();
    assertThat(server.isInputEnded()).isTrue();
    assertThat(server.isUp()).isFalse();
    assertThat(server.isOpen()).isTrue();
    assertThat(server.isWritable()).isTrue();
  }

  @Test
  void aResetIsReadableUntilItIsReadAndNothingAfter() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.client().connection.abort();
    until("the reset came", () -> EchoContract.isReadable(server));
    pair.server().reading();

    until("it was notified", () -> pair.server().readFailure.isPresent());

    assertThat(server.isReadable()).isFalse();
    assertThat(server.isWritable()).isFalse();
    assertThat(server.isUp()).isFalse();
    assertThat(server.isOpen()).isFalse();
    assertThat(server.isInputEnded()).isFalse();
  }

  @Test
  void behindAQueueNothingIsWritable() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    assertThat(server.isWritable()).isTrue();
    End.fill(server);
    assertThat(server.isWritable()).isFalse();
    assertThat(server.isUp()).isTrue();

    pair.client().reading();

    until("the queue is written", () -> server.queuedBytes() == 0);
    settle();
    assertThat(server.isWritable()).isTrue();
  }

  @Test
  void afterACloseNothingIsReadableOrWritable() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.client().connection.write(TestBytes.buffer(10));
    until("it is readable", () -> EchoContract.isReadable(server));

    server.close();

    assertThat(server.isReadable()).isFalse();
    assertThat(server.isWritable()).isFalse();
    assertThat(server.isUp()).isFalse();
    assertThat(server.isOpen()).isFalse();
  }
}
