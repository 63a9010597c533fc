package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimTalk;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners with a balancer: a connection that was let in is served, or reported lost once. */
final class BalancedListenerTest {

  private static final byte[] WORDS = {1, 2, 3};

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private final Dispatcher dispatcher = new Dispatcher(network.openKernel());
  private final Dispatcher other = new Dispatcher(network.openKernel());
  private final SimTalk client = new SimTalk(WORDS);
  private int admitted;
  private int lost;

  @AfterEach
  void close() {
    dispatcher.close();
    other.close();
  }

  private Listener listen(Dispatcher on, ConnectionOptions options) throws IOException {
    Listener listener =
        Listener.listen(
            on,
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            ListenerOptions.DEFAULT.withConnections(options));
    listener.onConnection(connection ->
        connection.onIo(
            Reason.READ,
            (_, _) -> {
              ByteBuffer buffer = ByteBuffer.allocate(64);
              if (connection.read(buffer) == Connection.END) {
                connection.close();
              } else {
                connection.writeAll(buffer.flip());
              }
            }));
    listener.filter(
        new Listener.Filter() {
          @Override
          public boolean admits(SocketAddress peer) {
            admitted++;
            return true;
          }

          @Override
          public void lost(SocketAddress peer) {
            lost++;
          }
        });
    return listener;
  }

  private void connectAndRun(Listener listener) throws IOException {
    network.connectAfter(0, listener.address(), client);
    for (int turn = 0; turn < 50; turn++) {
      dispatcher.monitor(Duration.ofMillis(1));
      other.monitor(Duration.ZERO);
    }
  }

  @Test
  void aConnectionIsServedByTheListenerThatTakesIt() throws IOException {
    Listener accepting = listen(dispatcher, ConnectionOptions.DEFAULT);
    Listener taking = listen(other, ConnectionOptions.DEFAULT);
    accepting.balance(socket -> other.post(() -> taking.take(socket)));
    connectAndRun(accepting);
    assertThat(client.received()).isEqualTo(WORDS);
    assertThat(List.of(accepting.accepted(), taking.accepted())).containsExactly(0L, 1L);
    assertThat(List.of(admitted, lost)).containsExactly(1, 0);
  }

  @Test
  void oneThatNoLayerCanBeMadeForIsLostOnce() throws IOException {
    Layer.Factory broken =
        (_, _) -> {
          throw new IllegalStateException("no layer");
        };
    Listener listener = listen(dispatcher, ConnectionOptions.DEFAULT.withLayers(broken));
    listener.balance(listener::take);
    connectAndRun(listener);
    assertThat(List.of(admitted, lost)).containsExactly(1, 1);
    assertThat(client.received()).isEmpty();
    assertThat(listener.isOpen()).isTrue();
  }

  @Test
  void oneThatIsNotAssignedIsLostOnce() throws IOException {
    Listener listener = listen(dispatcher, ConnectionOptions.DEFAULT);
    listener.balance(_ -> {
      throw new IllegalStateException("no loop");
    });
    connectAndRun(listener);
    assertThat(List.of(admitted, lost)).containsExactly(1, 1);
    assertThat(listener.isOpen()).isTrue();
  }

  @Test
  void oneWhoseFilterHasNoMemoryIsClosed() throws IOException {
    List<AcceptedSocket> assigned = new ArrayList<>();
    Listener listener = listen(dispatcher, ConnectionOptions.DEFAULT);
    listener.filter(_ -> {
      throw new OutOfMemoryError("in a test");
    });
    listener.balance(assigned::add);
    connectAndRun(listener);
    assertThat(assigned).isEmpty();
    assertThat(client.isOver()).as("the client has read an end").isTrue();
    assertThat(listener.acceptFailures()).isPositive();
    assertThat(listener.isOpen()).isTrue();
  }

  @Test
  void oneTakenByAListenerWithoutAHandlerIsClosedAndTheTakerNotified() throws IOException {
    Listener accepting = listen(dispatcher, ConnectionOptions.DEFAULT);
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    Listener taking = Listener.listen(other, anyPort, ListenerOptions.DEFAULT);
    List<Throwable> thrown = new ArrayList<>();
    accepting.balance(socket -> {
      try {
        taking.take(socket);
      } catch (IllegalStateException refusal) {
        thrown.add(refusal);
      }
    });
    connectAndRun(accepting);
    assertThat(thrown).singleElement().asString().contains("no handler was set", taking.name());
    assertThat(client.isOver()).as("the client has read an end").isTrue();
  }
}
