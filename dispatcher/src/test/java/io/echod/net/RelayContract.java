package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.net.relay.Relay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy: all bytes pass, both ways, and so do the ends. */
abstract class RelayContract extends TcpContract {

  private static final int LARGE_BYTES = 50 << 20;

  /** The proxy's caller, and the server that it has called. */
  private End client;

  private End server;
  private Relay relay;
  private final List<Relay> ends = new ArrayList<>();

  @BeforeEach
  void relay() throws IOException {
    Pair near = smallPair();
    Pair far = smallPair();
    client = near.client();
    server = far.server();
    relay = Relay.between(near.server().connection, far.client().connection);
    relay.onEnd(ends::add);
  }

  private void untilEnded() {
    until("the relay has ended", () -> !ends.isEmpty());
    settle();
    assertThat(ends).containsExactly(relay);
    assertThat(relay.first().isOpen()).isFalse();
    assertThat(relay.second().isOpen()).isFalse();
  }

  /** Sends so many bytes of the pattern as the socket takes them, then the end. */
  private static void sendMany(Connection connection, int total) {
    long[] sent = {0};
    ByteBuffer[] chunk = {ByteBuffer.allocate(0)};
    connection.onIo(
        Reason.WRITE,
        (callback, _) -> {
          if (!chunk[0].hasRemaining()) {
            int length = (int) Math.min(64 * 1024, total - sent[0]);
            chunk[0] = ByteBuffer.wrap(TestBytes.pattern(sent[0], length));
            sent[0] += length;
          }
          connection.writeNow(chunk[0]);
          if (!chunk[0].hasRemaining() && sent[0] == total) {
            callback.cancel();
            connection.shutdownOutput();
          }
        });
  }

  /** Reads and compares, with a rest now and then. */
  private final class SlowReader {

    private final ByteBuffer buffer = ByteBuffer.allocate(48 * 1024);
    long received;
    boolean ended;

    SlowReader(Connection connection) {
      connection.onIo(Reason.READ, (callback, _) -> read(connection, callback));
    }

    private void read(Connection connection, Callback callback) throws IOException {
      int count = connection.read(buffer.clear());
      if (count == Connection.END) {
        ended = true;
        return;
      }
      byte[] expected = TestBytes.pattern(received, count);
      assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(expected));
      boolean rests = received >> 20 != (received + count) >> 20;
      received += count;
      if (rests) {
        callback.interest(0);
        dispatcher.after(Duration.ofMillis(2), (_, _) -> callback.interest(Reason.READ));
      }
    }
  }

  @Test
  void allBytesReachASlowReader() {
    SlowReader reader = new SlowReader(server.connection);
    sendMany(client.connection, LARGE_BYTES);

    until("the end came", () -> reader.ended);

    assertThat(reader.received).isEqualTo(LARGE_BYTES);
    assertThat(relay.bytesForth()).isEqualTo(LARGE_BYTES);
    assertThat(relay.bytesBack()).isZero();
    assertThat(relay.second().queuedBytes()).isZero();
    server.connection.close();
    client.connection.close();
    untilEnded();
    assertThat(relay.failure()).isEmpty();
    assertNothingLeft();
  }

  @Test
  void bothWaysAtOnceAllBytesPassAlsoWhereBothSendBeforeTheyRead() {
    sendMany(client.connection, 3_000_000);
    sendMany(server.connection, 2_000_000);
    settle();
    assertQuiet();
    SlowReader atServer = new SlowReader(server.connection);
    until("one way is through", () -> atServer.ended);
    SlowReader atClient = new SlowReader(client.connection);
    until("the other way is through", () -> atClient.ended);

    assertThat(atServer.received).isEqualTo(3_000_000);
    assertThat(atClient.received).isEqualTo(2_000_000);
    assertThat(relay.bytesForth()).isEqualTo(3_000_000);
    assertThat(relay.bytesBack()).isEqualTo(2_000_000);
    client.connection.close();
    server.connection.close();
    untilEnded();
    assertNothingLeft();
  }

  @Test
  void aSideThatDoesNotReadIsNotReadForAndNothingSpins() {
    sendMany(client.connection, 3_000_000);
    settle();
    assertQuiet();
    assertThat(relay.bytesForth()).isLessThan(2_500_000);
    assertThat(relay.first().queuedBytes() + relay.second().queuedBytes()).isZero();
    // The other way goes on meanwhile.
    server.sends(TestBytes.pattern(100));
    client.reading();
    untilReceived(client, TestBytes.pattern(100));
  }

  @Test
  void theEndOfOneSideIsTheEndForTheOtherAndTheOtherWayGoesOn() throws IOException {
    server.reading();
    client.reading();
    client.sendsAndEnds(TestBytes.pattern(300_000));
    until("the end came", () -> server.endsReported == 1);
    assertThat(server.received()).isEqualTo(TestBytes.pattern(300_000));

    server.sendsAndEnds(TestBytes.pattern(200_000));

    until("the answer ended", () -> client.endsReported == 1);
    assertThat(client.received()).isEqualTo(TestBytes.pattern(200_000));
    client.connection.close();
    server.connection.close();
    untilEnded();
    assertThat(relay.failure()).isEmpty();
    assertNothingLeft();
  }

  @Test
  void theEndOfTheCalledSideIsTheEndForTheCaller() {
    server.reading();
    client.reading();
    server.sendsAndEnds(TestBytes.pattern(300_000));
    until("the end came", () -> client.endsReported == 1);
    assertThat(client.received()).isEqualTo(TestBytes.pattern(300_000));
    assertThat(ends).isEmpty();

    client.sendsAndEnds(TestBytes.pattern(10));

    until("the answer ended", () -> server.endsReported == 1);
    assertThat(server.received()).isEqualTo(TestBytes.pattern(10));
    untilEnded();
  }

  @Test
  void aResetOfTheCallerResetsTheCalled() {
    assertResetPasses(client, server);
  }

  @Test
  void aResetOfTheCalledResetsTheCaller() {
    assertResetPasses(server, client);
  }

  private void assertResetPasses(End from, End to) {
    to.reading();
    from.sends(TestBytes.pattern(1000));
    untilReceived(to, TestBytes.pattern(1000));

    from.connection.abort();

    until("the reset came", () -> to.readFailure.isPresent());
    assertThat(to.endsReported).isZero();
    untilEnded();
    assertThat(relay.failure()).isPresent();
    assertThat(dispatcher.statistics().failures()).isZero();
    assertNothingLeft();
  }

  @Test
  void aResetOfASideThatIsNotReadPassesToo() {
    sendMany(client.connection, 3_000_000);
    settle();
    client.connection.abort();
    server.connection.abort();

    untilEnded();
    assertThat(relay.failure()).isPresent();
    assertNothingLeft();
  }

  @Test
  void closingOneSideEndsTheOtherBehindAllThatWasRead() {
    sendMany(client.connection, 3_000_000);
    settle();
    long read = relay.bytesForth();

    relay.first().close();

    SlowReader reader = new SlowReader(server.connection);
    until("the end came", () -> reader.ended);
    assertThat(reader.received).isGreaterThanOrEqualTo(read);
    assertThat(reader.received).isEqualTo(relay.bytesForth());
    server.connection.close();
    client.connection.abort();
    untilEnded();
    assertNothingLeft();
  }

  @Test
  void abortingTheRelayResetsBoth() {
    client.reading();
    server.reading();

    relay.abort();

    until(
        "both were reset", () -> client.readFailure.isPresent() && server.readFailure.isPresent());
    untilEnded();
    assertNothingLeft();
  }

  @Test
  void aListenerAddedAfterTheEndIsNotifiedToo() {
    relay.abort();
    untilEnded();
    ends.clear();

    relay.onEnd(ends::add);

    untilEnded();
  }

  @Test
  void closingTheDispatcherEndsItAndReportsOnce() {
    sendMany(client.connection, 3_000_000);
    settle();

    dispatcher.close();

    assertThat(ends).containsExactly(relay);
  }

  @Test
  void whatWasWrittenBeforeComesFirst() throws IOException {
    Pair near = smallPair();
    Pair far = smallPair();
    int before = End.fill(far.client().connection);
    Relay.between(near.server().connection, far.client().connection);
    near.client().sendsAndEnds(TestBytes.pattern(before, 10_000));

    far.server().reading();

    until("the end came", () -> far.server().endsReported == 1);
    assertThat(far.server().received()).isEqualTo(TestBytes.pattern(before + 10_000));
  }

  @Test
  void whatIsNoPairIsRefused() {
    Connection one = relay.first();
    assertThatThrownBy(() -> Relay.between(one, one)).isInstanceOf(IllegalArgumentException.class);
    client.connection.abort();
    assertThatThrownBy(() -> Relay.between(server.connection, client.connection))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not open");
  }
}
