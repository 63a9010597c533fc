package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calling a listener, and all the ways in which that fails. */
abstract class ConnectContract extends TcpContract {

  /** Keeps a connector's reports, in order. */
  static final class Outcomes implements Connector.Outcome {

    final List<Connection> connected = new ArrayList<>();
    final List<IOException> failed = new ArrayList<>();

    @Override
    public void connected(Connection connection) {
      connected.add(connection);
    }

    @Override
    public void failed(IOException failure) {
      failed.add(failure);
    }

    int reported() {
      return connected.size() + failed.size();
    }
  }

  /** An address without a listener any more. */
  private SocketAddress deserted() throws IOException {
    Listener listener = listen();
    listener.close();
    settle();
    return listener.address();
  }

  private static String port(SocketAddress address) {
    return Integer.toString(((InetSocketAddress) address).getPort());
  }

  @Test
  void aConnectorReportsTheOpenConnectionOnceAndNotWithinTheCall() throws IOException {
    Listener listener = listen();
    List<End> accepted = accepting(listener);
    Outcomes outcomes = new Outcomes();

    Connector.connect(dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT), outcomes);

    assertThat(outcomes.reported()).isZero();
    until("both ends are there", () -> outcomes.reported() > 0 && !accepted.isEmpty());
    settle();
    assertThat(outcomes.failed).isEmpty();
    assertThat(outcomes.connected).hasSize(1);
    Connection client = outcomes.connected.getFirst();
    assertThat(client.isUp()).isTrue();
    client.write(TestBytes.buffer(10));
    untilReceived(accepted.getFirst().reading(), TestBytes.pattern(10));

    listener.close();
    client.close();
    accepted.getFirst().connection.close();
    assertNothingLeft();
    assertThat(outcomes.reported()).isEqualTo(1);
  }

  @Test
  void aConnectorReportsARefusalOnceAndNamesTheAddress() throws IOException {
    SocketAddress address = deserted();
    Outcomes outcomes = new Outcomes();

    Connector.connect(dispatcher, address, layered(ConnectionOptions.DEFAULT), outcomes);

    assertThat(outcomes.reported()).isZero();
    until("it was notified", () -> outcomes.reported() > 0);
    assertThat(outcomes.failed).singleElement().isInstanceOf(IOException.class);
    assertThat(outcomes.failed.getFirst()).hasMessageContainingAll("127.0.0.1", port(address));
    assertNothingLeft();
    assertThat(outcomes.reported()).isEqualTo(1);
  }

  @Test
  void aConnectorReportsAHostThatHasNoAddress() {
    Outcomes outcomes = new Outcomes();

    Connector.connect(
        dispatcher,
        InetSocketAddress.createUnresolved("no-such-host.invalid", 7),
        layered(ConnectionOptions.DEFAULT),
        outcomes);

    assertThat(outcomes.reported()).isZero();
    until("it was notified", () -> outcomes.reported() > 0);
    assertThat(outcomes.failed).singleElement().isInstanceOf(IOException.class);
    assertThat(outcomes.failed.getFirst()).hasMessageContaining("no-such-host.invalid");
    assertNothingLeft();
    assertThat(outcomes.reported()).isEqualTo(1);
  }

  @Test
  void aHostThatHasNoAddressFailsAtOnce() {
    assertThatThrownBy(() ->
            Connection.connect(
                dispatcher,
                InetSocketAddress.createUnresolved("no-such-host.invalid", 7),
                layered(ConnectionOptions.DEFAULT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void aRefusedConnectionIsClosedAndSaysWhichAddress() throws IOException {
    SocketAddress address = deserted();
    Connection connection =
        Connection.connect(dispatcher, address, layered(ConnectionOptions.DEFAULT));
    End end = new End(connection);

    assertThatThrownBy(() -> Blocking.complete(connection, Duration.ofSeconds(20)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("127.0.0.1", port(address));

    assertThat(connection.isOpen()).isFalse();
    assertThat(connection.isUp()).isFalse();
    assertThat(connection.failure()).isPresent();
    CloseContract.assertRefused(connection::complete, port(address));
    settle();
    assertThat(end.closesReported).isEqualTo(1);
  }

  @Test
  void aConnectCanBeCompletedByPolls() throws IOException {
    Listener listener = listen();
    Connection connection =
        Connection.connect(dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT));
    assertThat(connection.isOpen()).isTrue();
    assertThat(connection.isUp()).isFalse();
    assertThat(connection.isReadable()).isFalse();
    assertThat(connection.isWritable()).isFalse();

    until("it is complete", () -> isComplete(connection));

    assertThat(connection.isUp()).isTrue();
    assertThat(connection.complete()).isTrue();
    assertThat(Blocking.complete(connection, Duration.ZERO)).isTrue();
    assertThat(connection.remoteAddress()).isEqualTo(listener.address());
  }

  private static boolean isComplete(Connection connection) {
    try {
      return Blocking.complete(connection, Duration.ZERO);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void aConnectionIsNotUsedBeforeItIsComplete() throws IOException {
    Listener listener = listen();
    Connection connection =
        Connection.connect(dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT));

    CloseContract.assertRefused(() -> connection.write(TestBytes.buffer(1)), "connecting");
    CloseContract.assertRefused(() -> connection.read(TestBytes.buffer(1)), "connecting");
    CloseContract.assertRefused(connection::shutdownOutput, "connecting");

    assertThat(connection.isOpen()).isTrue();
    assertThat(Blocking.complete(connection, Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void closingWhileConnectingIsSafeAndReportedOnce() throws IOException {
    Listener listener = listen();
    List<End> accepted = accepting(listener);
    End closed =
        new End(
            Connection.connect(dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT)));
    End aborted =
        new End(
            Connection.connect(dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT)));

    closed.connection.close();
    aborted.connection.abort();

    assertThat(closed.connection.isOpen()).isFalse();
    assertThat(aborted.connection.isOpen()).isFalse();
    CloseContract.assertRefused(closed.connection::complete, "closed");
    CloseContract.assertRefused(aborted.connection::complete, "aborted");
    settle();
    assertThat(closed.closesReported).isEqualTo(1);
    assertThat(aborted.closesReported).isEqualTo(1);
    // The listener may have got them, and must get over it.
    int before = accepted.size();
    Connection next = call(listener);
    until("the next one is accepted", () -> accepted.size() > before);
    next.write(TestBytes.buffer(10));
    untilReceived(accepted.getLast().reading(), TestBytes.pattern(10));
  }

  @Test
  void closingTheDispatcherWhileConnectingNotifiesTheConnectorOnce() throws IOException {
    Listener listener = listen();
    Outcomes outcomes = new Outcomes();
    Connector.connect(dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT), outcomes);

    dispatcher.close();

    assertThat(outcomes.reported()).isEqualTo(1);
    assertThat(outcomes.failed).hasSize(1);
    assertThat(outcomes.failed.getFirst())
        .hasMessageContainingAll("127.0.0.1", port(listener.address()));
  }

  @Test
  void manyConnectorsAtOnceAreAllNotified() throws IOException {
    Listener listener = listen();
    accepting(listener);
    SocketAddress deserted = deserted();
    Outcomes good = new Outcomes();
    Outcomes bad = new Outcomes();
    for (int count = 0; count < 100; count++) {
      Connector.connect(dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT), good);
      Connector.connect(dispatcher, deserted, layered(ConnectionOptions.DEFAULT), bad);
    }

    until("all were notified", () -> good.reported() >= 100 && bad.reported() >= 100);
    settle();

    assertThat(good.connected).hasSize(100);
    assertThat(bad.failed).hasSize(100);
    assertThat(listener.accepted()).isEqualTo(100);
  }

  @Test
  void twoClientsOfOneHostAreDistinguished() throws IOException {
    Listener listener = listen();
    Pair one = pair(listener, ConnectionOptions.DEFAULT);
    Pair other = pair(listener, ConnectionOptions.DEFAULT);
    for (Pair pair : List.of(one, other)) {
      Connection client = pair.client().connection;
      Connection server = pair.server().connection;
      String from = " from 127.0.0.1:" + port(client.localAddress());
      assertThat(server).hasToString("connection " + server.name() + from);
      assertThat(client).hasToString("connection " + client.name() + from);
    }
    assertThat(one.server().connection.name()).isEqualTo(other.server().connection.name());
    assertThat(one.server().connection.toString())
        .isNotEqualTo(other.server().connection.toString());
  }

  @Test
  void aCancelledCallReportsNothingAndLeavesNothing() throws IOException {
    Listener listener = listen();
    List<End> accepted = accepting(listener);
    Outcomes outcomes = new Outcomes();
    Connector connector =
        Connector.connect(
            dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT), outcomes);

    assertThat(connector.cancel()).isTrue();
    assertThat(connector.cancel()).isFalse();

    settle();
    listener.close();
    accepted.forEach(end -> end.connection.abort());
    assertNothingLeft();
    assertThat(outcomes.reported()).isZero();
  }
}
