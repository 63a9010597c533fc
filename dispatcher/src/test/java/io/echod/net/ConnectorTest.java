package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.BacklogFullException;
import io.echod.net.address.Names;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attempts to connect that take their time. */
final class ConnectorTest extends ScriptedTest {

  private final ConnectContract.Outcomes outcomes = new ConnectContract.Outcomes();

  private Connector connect(Duration timeout) {
    return Connector.connect(
        dispatcher, address(), ConnectionOptions.DEFAULT.withConnectTimeout(timeout), outcomes);
  }

  @Test
  void anAttemptWithoutAnswerTimesOutNamesTheAddressAndIsClosed() {
    ScriptedStream stream = kernel.stream().connecting();
    connect(Duration.ofSeconds(30));

    pass(Duration.ofMillis(29_999));
    assertThat(outcomes.reported()).isZero();
    pass(Duration.ofMillis(1));

    assertThat(outcomes.failed).singleElement().isInstanceOf(SocketTimeoutException.class);
    assertThat(outcomes.failed.getFirst())
        .hasMessageContainingAll("tcp://192.0.2.1:7", "timed out");
    assertThat(stream.isOpen()).isFalse();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(outcomes.reported()).isEqualTo(1);
  }

  @Test
  void anAnswerInTimeStopsTheClock() {
    ScriptedStream stream = kernel.stream().connecting();
    kernel.after(Duration.ofSeconds(29), stream::connected);
    connect(Duration.ofSeconds(30));

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(29));
    assertThat(outcomes.connected).singleElement().matches(Connection::isUp);
    assertThat(outcomes.failed).isEmpty();
    assertThat(stream.isOpen()).isTrue();
  }

  @Test
  void anAnswerInTheVeryTurnOfTheTimeoutIsReportedOnce() {
    ScriptedStream stream = kernel.stream().connecting();
    kernel.after(Duration.ofSeconds(30), stream::connected);
    connect(Duration.ofSeconds(30));

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(outcomes.reported()).isEqualTo(1);
  }

  @Test
  void anAnswerInTheVeryTurnOfTheDispatchersCloseIsOfNoUse() {
    ScriptedStream stream = kernel.stream().connecting();
    kernel.after(Duration.ofSeconds(1), stream::connected);
    connect(Duration.ZERO);
    dispatcher.after(Duration.ofSeconds(1), (_, _) -> dispatcher.close());

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(outcomes.connected).isEmpty();
    assertThat(outcomes.failed)
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("can't connect to tcp://192.0.2.1:7: the dispatcher was closed");
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void withoutATimeoutTheSystemDecides() {
    ScriptedStream stream = kernel.stream().connecting();
    kernel.after(Duration.ofDays(1), () -> stream.refused("Connection timed out"));
    connect(Duration.ZERO);

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(kernel.elapsed()).isEqualTo(Duration.ofDays(1));
    assertThat(outcomes.failed).singleElement().isInstanceOf(IOException.class);
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void aSpuriousReadinessWhileConnectingMeansNothing() {
    ScriptedStream stream = kernel.stream().connecting().writable(true);
    connect(Duration.ofSeconds(30));
    for (int count = 0; count < 5; count++) {
      turn();
    }
    assertThat(outcomes.reported()).isZero();

    stream.connected();
    turn();

    assertThat(outcomes.connected).hasSize(1);
  }

  @Test
  void aRefusalIsReportedAtTheEndOfItsTurn() throws IOException {
    ScriptedStream stream = kernel.stream().connecting();
    connect(Duration.ofSeconds(30));
    ScriptedStream other = kernel.stream();
    int[] reportedBefore = {-1};
    connection()
        .onIo(
            Reason.WRITE,
            (callback, _) -> {
              reportedBefore[0] = outcomes.reported();
              callback.cancel();
            });
    assertThat(other.isOpen()).isTrue();
    stream.refused("Connection refused");

    turn();

    assertThat(reportedBefore[0]).as("reported before another handler of the turn").isZero();
    assertThat(outcomes.failed).hasSize(1);
  }

  @Test
  void calledConnectionsGetTheirOptions() throws IOException {
    ScriptedStream stream = kernel.stream().connecting();
    Connection connection =
        Connection.connect(dispatcher, address(), ConnectionOptions.DEFAULT.withSendBuffer(12_345));
    stream.connected();
    connection.complete();

    assertThat(stream.option(StandardSocketOptions.TCP_NODELAY)).isEqualTo(true);
    assertThat(stream.option(StandardSocketOptions.SO_KEEPALIVE)).isEqualTo(true);
    assertThat(stream.option(StandardSocketOptions.SO_SNDBUF)).isEqualTo(12_345);
  }

  @Test
  void aFullBacklogIsTriedAgainEverMoreRarely() {
    kernel.fullFor(10);
    kernel.stream().connecting().connected();
    connect(Duration.ofSeconds(30));
    assertThat(kernel.connects()).isEqualTo(1);

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(kernel.connects()).isEqualTo(11);
    assertThat(kernel.elapsed()).isEqualTo(Duration.ofMillis(1 + 2 + 4 + 8 + 16 + 32 + 64 + 300));
    assertThat(outcomes.connected).singleElement().matches(Connection::isUp);
    assertThat(outcomes.failed).isEmpty();
  }

  @Test
  void aBacklogThatStaysFullTimesOutAndNamesTheAddress() {
    kernel.fullFor(Integer.MAX_VALUE);
    connect(Duration.ofSeconds(30));

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(30));
    assertThat(outcomes.reported()).isEqualTo(1);
    assertThat(outcomes.failed.getFirst())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContainingAll("tcp://192.0.2.1:7", "timed out");
  }

  @Test
  void closingTheDispatcherWhileTheBacklogIsFullIsReportedOnce() {
    kernel.fullFor(Integer.MAX_VALUE);
    connect(Duration.ofSeconds(30));
    pass(Duration.ofSeconds(1));

    dispatcher.close();

    assertThat(outcomes.reported()).isEqualTo(1);
    assertThat(outcomes.failed).hasSize(1);
  }

  @Test
  void aConnectionDoesNotTryAgainByItself() {
    kernel.fullFor(1);
    assertThatThrownBy(() -> connection()).isInstanceOf(BacklogFullException.class);
    assertThat(kernel.connects()).isEqualTo(1);
  }

  @Test
  void aCancelledAttemptIsClosedAndReportsNothing() {
    ScriptedStream stream = kernel.stream().connecting();
    Connector connector = connect(Duration.ofSeconds(30));
    pass(Duration.ofSeconds(1));

    assertThat(connector.cancel()).isTrue();

    assertThat(stream.isOpen()).isFalse();
    assertThat(connector.cancel()).isFalse();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(kernel.elapsed()).isEqualTo(Duration.ofSeconds(1));
    assertThat(outcomes.reported()).isZero();
  }

  @Test
  void anAttemptCancelledWhileTheBacklogIsFullTriesNoMore() {
    kernel.fullFor(Integer.MAX_VALUE);
    Connector connector = connect(Duration.ZERO);
    pass(Duration.ofSeconds(1));
    int before = kernel.connects();

    assertThat(connector.cancel()).isTrue();

    assertThat(dispatcher.monitor()).isFalse();
    assertThat(kernel.connects()).isEqualTo(before);
    assertThat(outcomes.reported()).isZero();
  }

  @Test
  void anAttemptThatFailedAtOnceCanBeCancelledBeforeItIsReported() {
    kernel.stream().failsOptions("no such option");
    Connector connector = connect(Duration.ofSeconds(30));

    assertThat(connector.cancel()).isTrue();

    turn();
    assertThat(outcomes.reported()).isZero();
  }

  @Test
  void oneConnectedInThisTurnCanBeCancelledBeforeItIsReportedAndIsClosed() {
    ScriptedStream stream = kernel.stream().connecting();
    Connector connector = connect(Duration.ofSeconds(30));
    kernel.after(Duration.ofSeconds(1), stream::connected);
    boolean[] cancelled = {false};
    dispatcher.after(Duration.ofSeconds(1), (_, _) -> cancelled[0] = connector.cancel());
    stream.ends();

    pass(Duration.ofSeconds(10));

    assertThat(cancelled[0]).isTrue();
    assertThat(outcomes.reported()).isZero();
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void cancellingWithinAnOutcomeIsTooLate() {
    kernel.stream().connecting().connected();
    Connector[] connector = new Connector[1];
    List<Boolean> cancels = new ArrayList<>();
    List<Connection> connected = new ArrayList<>();
    connector[0] =
        Connector.connect(
            dispatcher,
            address(),
            ConnectionOptions.DEFAULT,
            connection -> {
              connected.add(connection);
              cancels.add(connector[0].cancel());
            },
            failure -> {
              throw new AssertionError(failure);
            });

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(cancels).containsExactly(false);
    assertThat(connected).singleElement().matches(Connection::isUp);
    assertThat(connector[0].cancel()).isFalse();
    assertThat(connected.getFirst().isUp()).isTrue();
  }

  @Test
  void cancellingAfterTheDispatcherWasClosedDoesNothing() {
    kernel.stream().connecting();
    Connector connector = connect(Duration.ofSeconds(30));
    dispatcher.close();
    assertThat(outcomes.reported()).isEqualTo(1);

    assertThat(connector.cancel()).isFalse();

    assertThat(outcomes.reported()).isEqualTo(1);
  }

  @Test
  void aFunctionIsCalledForAFailure() {
    kernel.stream().connecting().refused("Connection refused");
    List<IOException> failed = new ArrayList<>();
    Connector.connect(
        dispatcher,
        address(),
        ConnectionOptions.DEFAULT,
        connection -> {
          throw new AssertionError(connection);
        },
        failed::add);

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(failed).hasSize(1);
  }

  @Test
  void aCallThatReachedItselfIsRefusedByAReset() {
    ScriptedStream stream = kernel.stream().connecting();
    SocketAddress own = stream.localAddress();
    stream.connected();
    Connector.connect(dispatcher, own, ConnectionOptions.DEFAULT, outcomes);

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(outcomes.connected).isEmpty();
    assertThat(outcomes.failed.getFirst())
        .isInstanceOf(ConnectException.class)
        .hasMessageContainingAll(Names.url(own), "refused", "to itself");
    assertThat(stream.isAborted()).isTrue();
  }

  @Test
  void aConnectionThatReachedItselfSaysSoAndWhoPassesThatOnMadeNoMistake() throws IOException {
    ScriptedStream stream = kernel.stream().connecting();
    SocketAddress own = stream.localAddress();
    stream.connected();
    Connection connection = Connection.connect(dispatcher, own, ConnectionOptions.DEFAULT);
    connection.onIo(Reason.WRITE, (_, _) -> connection.complete());

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(connection.failure().orElseThrow()).hasMessageContaining("to itself");
    assertThat(stream.isAborted()).isTrue();
    assertThat(dispatcher.statistics().failures()).isZero();
  }
}
