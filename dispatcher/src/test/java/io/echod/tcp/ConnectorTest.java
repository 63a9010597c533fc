package io.echod.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Attempts to connect that take their time. */
final class ConnectorTest extends ScriptedTest {

  private final ConnectContract.Outcomes outcomes = new ConnectContract.Outcomes();

  private void connect(Duration timeout) {
    Connector.connect(
        dispatcher, address(), ConnectionOptions.DEFAULT.withConnectTimeout(timeout), outcomes);
  }

  @Test
  void anAttemptWithoutAnswerTimesOutNamesTheAddressAndIsClosed() {
    ScriptedStream stream = kernel.stream().connecting();
    connect(Duration.ofSeconds(30));

    pass(Duration.ofMillis(29_999));
    assertThat(outcomes.told()).isZero();
    pass(Duration.ofMillis(1));

    assertThat(outcomes.failed).singleElement().isInstanceOf(SocketTimeoutException.class);
    assertThat(outcomes.failed.getFirst())
        .hasMessageContainingAll("tcp://192.0.2.1:7", "timed out");
    assertThat(stream.isOpen()).isFalse();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(outcomes.told()).isEqualTo(1);
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
  void anAnswerInTheVeryTurnOfTheTimeoutIsToldOnce() {
    ScriptedStream stream = kernel.stream().connecting();
    kernel.after(Duration.ofSeconds(30), stream::connected);
    connect(Duration.ofSeconds(30));

    assertThat(dispatcher.monitor()).isFalse();

    assertThat(outcomes.told()).isEqualTo(1);
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
    assertThat(outcomes.told()).isZero();

    stream.connected();
    turn();

    assertThat(outcomes.connected).hasSize(1);
  }

  @Test
  void aRefusalIsToldAtTheEndOfItsTurn() throws IOException {
    ScriptedStream stream = kernel.stream().connecting();
    connect(Duration.ofSeconds(30));
    ScriptedStream other = kernel.stream();
    int[] toldBefore = {-1};
    connection()
        .onIo(
            Reason.WRITE,
            (callback, _) -> {
              toldBefore[0] = outcomes.told();
              callback.cancel();
            });
    assertThat(other.isOpen()).isTrue();
    stream.refused("Connection refused");

    turn();

    assertThat(toldBefore[0]).as("told before another handler of the turn").isZero();
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
}
