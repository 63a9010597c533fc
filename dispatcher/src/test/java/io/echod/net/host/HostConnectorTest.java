package io.echod.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.dispatcher.ClosedDispatcherException;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connecting to a host by its name, on a simulated network. */
final class HostConnectorTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private final Dispatcher dispatcher = new Dispatcher(network.openKernel());
  private final List<Connection> connected = new ArrayList<>();
  private final List<IOException> failed = new ArrayList<>();
  private final CompletableFuture<List<SocketAddress>> lookup = new CompletableFuture<>();

  @AfterEach
  void close() {
    dispatcher.close();
  }

  private HostConnector connect() {
    return HostConnector.connect(
        dispatcher,
        "example.org",
        lookup,
        ConnectionOptions.DEFAULT.withConnectTimeout(LIMIT),
        new Connector.Outcome() {
          @Override
          public void connected(Connection connection) {
            connected.add(connection);
            dispatcher.stop();
          }

          @Override
          public void failed(IOException failure) {
            failed.add(failure);
            dispatcher.stop();
          }
        });
  }

  private SocketAddress listening() throws IOException {
    return Listener.listen(dispatcher, local(0), ListenerOptions.DEFAULT).address();
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  @Test
  void anAddressThatRefusesIsFollowedByTheNext() throws IOException {
    SocketAddress answering = listening();
    lookup.complete(List.of(local(1), local(2), answering));
    HostConnector connector = connect();
    assertThat(connected).isEmpty();

    dispatcher.monitor();

    assertThat(failed).isEmpty();
    assertThat(connected).singleElement().matches(Connection::isUp);
    assertThat(connected.getFirst().remoteAddress()).isEqualTo(answering);
    assertThat(connector.cancel()).isFalse();
  }

  @Test
  void whereAllRefuseTheLastOneIsReportedWithTheOthers() {
    lookup.complete(List.of(local(1), local(2)));
    connect();

    dispatcher.monitor();

    assertThat(failed).hasSize(1);
    assertThat(failed.getFirst()).hasMessageContaining("127.0.0.1:2");
    assertThat(failed.getFirst().getSuppressed())
        .singleElement()
        .asString()
        .contains("127.0.0.1:1");
  }

  @Test
  void theDispatcherGoesOnWhileTheNameIsLookedUp() throws IOException {
    SocketAddress answering = listening();
    connect();
    List<String> events = new ArrayList<>();
    dispatcher.after(
        Duration.ofSeconds(1),
        (_, _) -> {
          events.add("timer");
          lookup.complete(List.of(answering));
        });

    dispatcher.monitor();

    assertThat(events).containsExactly("timer");
    assertThat(connected).hasSize(1);
  }

  @Test
  void aLookupWithoutAnswerTimesOut() {
    connect();
    dispatcher.monitor();
    assertThat(failed).singleElement().isInstanceOf(SocketTimeoutException.class);
    assertThat(failed.getFirst()).hasMessageContaining("example.org");

    lookup.complete(List.of(local(1)));
    assertThat(dispatcher.monitor(Duration.ZERO)).isFalse();
    assertThat(failed).hasSize(1);
  }

  @Test
  void anUnknownHostIsNamed() {
    lookup.completeExceptionally(new UnknownHostException("example.org: no such name"));
    connect();
    dispatcher.monitor();
    assertThat(failed).singleElement().isInstanceOf(UnknownHostException.class);
    assertThat(failed.getFirst()).hasMessage("can't find the host example.org");
  }

  @Test
  void aCancelledAttemptReportsNothing() throws IOException {
    SocketAddress answering = listening();
    assertThat(connect().cancel()).isTrue();
    HostConnector other = connect();
    lookup.complete(List.of(answering));
    dispatcher.monitor(Duration.ZERO);
    assertThat(other.cancel()).isTrue();
    dispatcher.monitor(Duration.ofSeconds(60));
    assertThat(connected).isEmpty();
    assertThat(failed).isEmpty();
  }

  @Test
  void aDispatcherThatIsClosedMeanwhileIsReported() {
    connect();
    dispatcher.close();
    assertThat(failed).hasSize(1);
    assertThat(failed.getFirst()).hasMessageContaining("closed while looking up");
    lookup.complete(List.of(local(1)));
  }

  @Test
  void theFamiliesAreTriedByTurns() {
    SocketAddress six = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 7);
    SocketAddress otherSix = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::2"), 7);
    SocketAddress lastSix = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::3"), 7);
    assertThat(AddressOrder.interleaved(List.of(six, otherSix, lastSix, local(1), local(2))))
        .containsExactly(six, local(1), otherSix, local(2), lastSix);
  }

  @Test
  void oneThatHasFailedInThisTurnCanBeCancelledBeforeItIsReported() {
    HostConnector connector = connect();
    lookup.completeExceptionally(new UnknownHostException("no such name"));
    List<Boolean> cancelled = new ArrayList<>();
    dispatcher.post(() -> cancelled.add(connector.cancel()));
    dispatcher.monitor(Duration.ofSeconds(60));
    assertThat(cancelled).containsExactly(true);
    assertThat(failed).isEmpty();
    assertThat(connector.cancel()).isFalse();
  }

  @Test
  void aClosedDispatcherBeginsNothing() {
    dispatcher.close();
    assertThatExceptionOfType(ClosedDispatcherException.class).isThrownBy(this::connect);
    lookup.complete(List.of(local(1)));
    assertThat(failed).isEmpty();
  }
}
