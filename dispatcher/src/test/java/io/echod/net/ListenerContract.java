package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Binding an address, and who comes in. */
abstract class ListenerContract extends TcpContract {

  private static int port(Listener listener) {
    return ((InetSocketAddress) listener.address()).getPort();
  }

  @Test
  void portZeroBecomesARealOneInItsName() throws IOException {
    Listener listener = listen();

    assertThat(port(listener)).isPositive();
    assertThat(listener.name()).isEqualTo(Integer.toString(port(listener)));
    assertThat(listener).hasToString("listener tcp://127.0.0.1:" + port(listener));
    assertThat(listener.isOpen()).isTrue();
  }

  @Test
  void connectionsAreNamedByThePortAndTheOtherEnd() throws IOException {
    Listener listener = listen();
    Pair pair = pair(listener, ConnectionOptions.DEFAULT);

    assertThat(pair.server().connection.name()).isEqualTo(port(listener) + "#127.0.0.1");
    assertThat(pair.client().connection.name()).isEqualTo(port(listener) + "@127.0.0.1");
    assertThat(pair.server().connection.localAddress()).isEqualTo(listener.address());
    assertThat(pair.server().connection.remoteAddress())
        .isEqualTo(pair.client().connection.localAddress());
    assertThat(pair.client().connection.dispatcher()).isSameAs(dispatcher);
  }

  @Test
  void anAddressInUseIsRefusedByName() throws IOException {
    Listener listener = listen();

    assertThatThrownBy(
            () -> Listener.listen(dispatcher, listener.address(), ListenerOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can't listen on tcp://127.0.0.1:" + port(listener) + ": ")
        .hasMessageContaining("in use");

    assertThat(listener.isOpen()).isTrue();
    assertThat(pair(listener, ConnectionOptions.DEFAULT).client().connection.isUp()).isTrue();
  }

  @Test
  void anAddressOfAnotherMachineIsRefusedByName() {
    SocketAddress elsewhere = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 0);

    assertThatThrownBy(() -> Listener.listen(dispatcher, elsewhere, ListenerOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can't listen on tcp://203.0.113.1:0: ");
  }

  @Test
  void aHostThatHasNoAddressIsRefusedByName() {
    SocketAddress nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 0);

    assertThatThrownBy(() -> Listener.listen(dispatcher, nowhere, ListenerOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can't listen on tcp://no-such-host.invalid:0");
  }

  @Test
  void theAddressCanBeBoundAgainAtOnceAfterAClose() throws IOException {
    Listener first = listen();
    Pair pair = pair(first, ConnectionOptions.DEFAULT);
    // The server ends first, so that its end of the connection waits in TIME-WAIT.
    pair.server().reading().connection.shutdownOutput();
    pair.client().reading();
    until("the client was notified", () -> pair.client().endsReported == 1);
    pair.client().connection.close();
    until("the server was notified", () -> pair.server().endsReported == 1);
    pair.server().connection.close();
    first.close();
    settle();

    Listener second =
        Listener.listen(dispatcher, first.address(), layered(ListenerOptions.DEFAULT));

    assertThat(second.address()).isEqualTo(first.address());
    assertThat(pair(second, ConnectionOptions.DEFAULT).client().connection.isUp()).isTrue();
  }

  @Test
  void aFloodOfConnectionsIsAcceptedAFewPerTurn() throws IOException {
    ListenerOptions few =
        new ListenerOptions(
            ListenerOptions.DEFAULT.socket(),
            ConnectionOptions.DEFAULT,
            3,
            Duration.ofMillis(10),
            java.util.Set.of());
    Listener listener = listen(few);
    for (int count = 0; count < 20; count++) {
      call(listener);
    }
    Map<Long, Integer> acceptedInTurn = new HashMap<>();

    listener.onConnection(
        _ -> acceptedInTurn.merge(dispatcher.statistics().turns(), 1, Integer::sum));

    until("all are accepted", () -> listener.accepted() == 20);
    assertThat(acceptedInTurn.values()).allMatch(count -> count <= 3).contains(3);
  }

  @Test
  void aConnectionWhoseHandlerThrowsIsClosedAndTheListenerGoesOn() throws IOException {
    assertListenerSurvives(new IOException("on purpose"));
  }

  @Test
  void notEvenAnErrorInTheHandlerEndsTheListener() throws IOException {
    assertListenerSurvives(new StackOverflowError("on purpose"));
  }

  private void assertListenerSurvives(Throwable thrown) throws IOException {
    Listener listener = listen();
    List<End> accepted = new ArrayList<>();
    boolean[] first = {true};
    listener.onConnection(connection -> {
      End end = new End(connection);
      accepted.add(end);
      if (first[0]) {
        first[0] = false;
        sneak(thrown);
      }
    });
    End refused = new End(call(listener)).reading();
    until("the refused one was notified of its end", () -> refused.endsReported == 1);
    assertThat(accepted.getFirst().connection.isOpen()).isFalse();
    assertThat(refused.connection.failure()).isEmpty();

    assertThat(listener.isOpen()).isTrue();
    Connection next = call(listener);
    until("the next one is accepted", () -> accepted.size() == 2);
    next.write(TestBytes.buffer(10));
    untilReceived(accepted.getLast().reading(), TestBytes.pattern(10));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aConnectionWhoseReadHandlerThrowsIsClosedAndOthersLive() throws IOException {
    Listener listener = listen();
    Pair good = pair(listener, ConnectionOptions.DEFAULT);
    good.server().echoing();
    Pair bad = pair(listener, ConnectionOptions.DEFAULT);
    bad.server()
        .reading((_, _) -> {
          throw new IllegalStateException("on purpose");
        });
    bad.client().reading();

    bad.client().connection.write(TestBytes.buffer(10));

    until("its peer was notified of an end", () -> bad.client().endsReported == 1);
    assertThat(bad.server().connection.isOpen()).isFalse();
    assertThat(dispatcher.statistics().failures()).isEqualTo(1);
    good.client().reading().sendsAndEnds(TestBytes.pattern(1000));
    until("the other echo ended", () -> good.client().endsReported == 1);
    assertThat(good.client().received()).isEqualTo(TestBytes.pattern(1000));
    assertThat(pair(listener, ConnectionOptions.DEFAULT).server().connection.isUp()).isTrue();
  }

  @Test
  void aConnectionResetBeforeItIsAcceptedHarmsNoOther() throws IOException {
    Listener listener = listen();
    call(listener).abort();
    settle();
    Connection good = call(listener);
    List<End> accepted = new ArrayList<>();
    listener.onConnection(connection -> accepted.add(new End(connection).reading()));

    good.write(TestBytes.buffer(10));

    until(
        "the good one was read",
        () -> accepted.stream().anyMatch(end -> end.receivedBytes() == 10));
    settle();
    assertThat(accepted).filteredOn(end -> end.connection.isOpen()).hasSize(1);
    assertThat(listener.isOpen()).isTrue();
    assertThat(listener.acceptFailures()).isZero();
  }

  @Test
  void aClosedListenerIsLeftAloneByCallersAndByItsOwner() throws IOException {
    Listener listener = listen();
    accepting(listener);

    listener.close();
    listener.close();

    assertThat(listener.isOpen()).isFalse();
    assertThat(listener.isPending()).isFalse();
    assertThat(listener.accept()).isEmpty();
    assertNothingLeft();
    settle();
    Connection late =
        Connection.connect(dispatcher, listener.address(), layered(ConnectionOptions.DEFAULT));
    assertThatThrownBy(() -> Blocking.complete(late, Duration.ofSeconds(20)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aListenerMayCloseItselfWhileItAccepts() throws IOException {
    Listener listener = listen();
    for (int count = 0; count < 5; count++) {
      call(listener);
    }
    List<End> accepted = new ArrayList<>();
    listener.onConnection(connection -> {
      accepted.add(new End(connection));
      listener.close();
    });

    until("one is accepted", () -> !accepted.isEmpty());
    settle();

    assertThat(accepted).hasSize(1);
    assertThat(accepted.getFirst().connection.isUp()).isTrue();
    assertThat(listener.acceptFailures()).isZero();
  }

  @Test
  void anEmptyListenerIsQuiet() throws IOException {
    accepting(listen());

    assertQuiet();
  }
}
