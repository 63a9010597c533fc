package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Notices to endpoints when their dispatcher is closed over them. */
abstract class ShutdownContract extends TcpContract {

  @Test
  void everyQueuedWriteAndEveryCloseIsReportedOnce() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    End.fill(server);
    End.Told reported = new End.Told();
    for (int number = 0; number < 10; number++) {
      server.write(TestBytes.buffer(10), reported.of(number));
    }
    List<Integer> reasons = new ArrayList<>();
    server.onIo(Reason.READ | Reason.CANCEL, (_, reason) -> reasons.add(reason));

    dispatcher.close();

    assertThat(reported.numbers).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(reported.failures).hasSize(10);
    assertThat(reasons).containsExactly(Reason.CANCEL);
    assertThat(pair.server().closesReported).isEqualTo(1);
    assertClosed(server);
    dispatcher.close();
    assertThat(reported.numbers).hasSize(10);
    assertThat(pair.server().closesReported).isEqualTo(1);
  }

  private static void assertClosed(Connection connection) {
    assertThat(connection.isOpen()).isFalse();
    assertThat(connection.isUp()).isFalse();
    assertThat(connection.queuedBytes()).isZero();
    assertThat(connection.source().isOpen()).isFalse();
    assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aConnectionWithoutAnyHandlerIsReportedToo() throws IOException {
    Pair pair = pair();

    dispatcher.close();

    assertClosed(pair.client().connection);
    assertThat(pair.client().closesReported).isEqualTo(1);
  }

  @Test
  void connectionsBeingClosedAreReportedToo() throws IOException {
    Pair flushing = smallPair();
    fillForGood(flushing.server().connection);
    End.Told reported = new End.Told();
    flushing.server().connection.write(TestBytes.buffer(1), reported.of(1));
    flushing.server().connection.close();
    Pair lingering = pair();
    lingering.server().connection.close();
    settle();

    dispatcher.close();

    assertThat(reported.failures).hasSize(1);
    assertThat(flushing.server().closesReported).isEqualTo(1);
    assertThat(lingering.server().closesReported).isEqualTo(1);
    assertThat(flushing.server().connection.source().isOpen()).isFalse();
    assertThat(lingering.server().connection.source().isOpen()).isFalse();
  }

  @Test
  void listenersAreClosed() throws IOException {
    Listener watched = listen();
    accepting(watched);
    Listener unwatched = listen();

    dispatcher.close();

    assertThat(watched.isOpen()).isFalse();
    assertThat(unwatched.isOpen()).isFalse();
    watched.close();
  }

  @Test
  void closingWithinAHandlerNotifiesEachOnce() throws IOException {
    Pair pair = smallPair();
    Connection server = pair.server().connection;
    fillForGood(server);
    End.Told reported = new End.Told();
    server.write(TestBytes.buffer(10), reported.of(1));
    dispatcher.post(dispatcher::close);

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(reported.numbers).containsExactly(1);
    assertThat(pair.server().closesReported).isEqualTo(1);
    assertClosed(server);
  }

  @Test
  void aConnectionMayBeClosedInItsLastCall() throws IOException {
    Pair pair = pair();
    Connection server = pair.server().connection;
    server.onIo(
        Reason.READ | Reason.CANCEL,
        (_, reason) -> {
          if (reason == Reason.CANCEL) {
            server.close();
          }
        });

    dispatcher.close();

    assertClosed(server);
    assertThat(pair.server().closesReported).isEqualTo(1);
    assertThat(dispatcher.statistics().failures()).isZero();
  }
}
