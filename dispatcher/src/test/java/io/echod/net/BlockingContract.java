package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls that wait, on real sockets; how long they wait is tested in virtual time. */
abstract class BlockingContract extends TcpContract {

  private static final Duration FOREVER = Duration.ofSeconds(-1);

  @Test
  void anAcceptThatDoesNotWaitFindsAClientOrNone() throws IOException {
    Listener listener = listen();
    assertThat(Blocking.accept(listener, Duration.ZERO)).isEmpty();
    Connection client = call(listener);

    Connection server = Blocking.accept(listener, FOREVER).orElseThrow();

    assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
    assertThat(Blocking.accept(listener, Duration.ofMillis(1))).isEmpty();
    listener.close();
    assertThatThrownBy(() -> Blocking.accept(listener, FOREVER)).isInstanceOf(IOException.class);
  }

  @Test
  void aReadGivesTheFirstChunk() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    ByteBuffer buffer = ByteBuffer.allocate(100);
    assertThat(Blocking.read(server, buffer, Duration.ZERO)).isZero();
    assertThat(Blocking.read(server, buffer, Duration.ofMillis(1))).isZero();
    pair.client().connection.write(TestBytes.buffer(10));

    assertThat(Blocking.read(server, buffer, FOREVER)).isEqualTo(10);

    assertThat(buffer.flip()).isEqualTo(TestBytes.buffer(10));
  }

  @Test
  void aFullReadTakesNoByteTooMany() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.client().connection.write(TestBytes.buffer(30));
    ByteBuffer record = ByteBuffer.allocate(20);

    assertThat(Blocking.readFully(server, record, FOREVER)).isEqualTo(20);

    assertThat(record.flip()).isEqualTo(TestBytes.buffer(20));
    assertThat(Blocking.readFully(server, record.clear().limit(10), FOREVER)).isEqualTo(10);
    assertThat(record.flip()).isEqualTo(ByteBuffer.wrap(TestBytes.pattern(20, 10)));
  }

  @Test
  void aReadIntoNoSpaceGivesNothingAndDoesNotWait() throws IOException {
    Connection server = pair().server().connection;

    assertThat(Blocking.read(server, ByteBuffer.allocate(0), FOREVER)).isZero();
    assertThat(Blocking.readFully(server, ByteBuffer.allocate(0), FOREVER)).isZero();
  }

  @Test
  void anEndMidRecordGivesWhatCameAndThenTheEnd() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    pair.client().connection.write(TestBytes.buffer(7));
    pair.client().connection.shutdownOutput();
    ByteBuffer record = ByteBuffer.allocate(20);

    assertThat(Blocking.readFully(server, record, FOREVER)).isEqualTo(7);

    assertThat(record.flip()).isEqualTo(TestBytes.buffer(7));
    assertThat(Blocking.readFully(server, record.clear(), FOREVER)).isEqualTo(Connection.END);
    assertThat(Blocking.read(server, record, FOREVER)).isEqualTo(Connection.END);
    assertThat(Blocking.read(server, record, Duration.ZERO)).isEqualTo(Connection.END);
  }

  @Test
  void aResetEndsAWaitWithAFailure() throws IOException {
    Pair pair = pair();
    pair.client().connection.abort();

    // No turn in between: a caller that only waits must be notified, too.
    assertThatThrownBy(
            () -> Blocking.read(pair.server().connection, ByteBuffer.allocate(1), FOREVER))
        .isInstanceOf(IOException.class);
    assertThat(pair.server().connection.failure()).isPresent();
  }

  @Test
  void aWriteToAPeerThatDoesNotReadGivesWhatTheSystemTook() throws IOException {
    Pair pair = smallPair();
    Connection client = pair.client().connection;
    ByteBuffer bytes = TestBytes.buffer(1 << 20);

    int taken = Blocking.write(client, bytes, Duration.ZERO);
    taken += Blocking.write(client, bytes, Duration.ofMillis(1));

    assertThat(taken).isPositive().isEqualTo(bytes.position()).isLessThan(bytes.limit());
    assertThat(client.queuedBytes()).isZero();
    pair.server().reading();
    untilReceived(pair.server(), TestBytes.pattern(taken));
    assertThat(Blocking.write(client, ByteBuffer.allocate(0), FOREVER)).isZero();
  }

  @Test
  void aWriteWritesWhatIsQueuedFirst() throws IOException {
    Pair pair = pair();
    Connection client = pair.client().connection;
    client.write(ByteBuffer.wrap(TestBytes.pattern(10)));

    int written = Blocking.write(client, ByteBuffer.wrap(TestBytes.pattern(10, 10)), FOREVER);

    assertThat(written).isEqualTo(10);
    ByteBuffer received = ByteBuffer.allocate(20);
    assertThat(Blocking.readFully(pair.server().connection, received, FOREVER)).isEqualTo(20);
    assertThat(received.flip()).isEqualTo(TestBytes.buffer(20));
  }

  @Test
  void anInterruptEndsAWaitWithoutResult() throws IOException {
    Pair pair = pair();
    Thread.currentThread().interrupt();
    try {
      assertThat(Blocking.read(pair.server().connection, ByteBuffer.allocate(1), FOREVER)).isZero();
    } finally {
      assertThat(Thread.interrupted()).as("the interrupt is left in the flag").isTrue();
    }
    assertThat(pair.server().connection.isOpen()).isTrue();
  }
}
