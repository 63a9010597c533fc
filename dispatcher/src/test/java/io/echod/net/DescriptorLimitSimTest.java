package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener and its clients where there are four descriptors, in virtual time. */
@Timeout(60)
final class DescriptorLimitSimTest {

  private static final SimPeer.Behaviour QUIET = new SimPeer.Behaviour() {};

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1).withDescriptors(4));
  private final Dispatcher dispatcher = new Dispatcher(network.openKernel());
  private final List<Connection> accepted = new ArrayList<>();

  private Listener listen() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return Listener.listen(dispatcher, anyPort, ListenerOptions.DEFAULT);
  }

  @Test
  void whoWaitsIsAcceptedAsSoonAsAnotherIsGone() throws IOException {
    Listener listener = listen();
    listener.onConnection(accepted::add);
    for (int count = 0; count < 6; count++) {
      network.connect(listener.address(), QUIET);
    }
    dispatcher.monitor(Duration.ofSeconds(10));
    assertThat(accepted).hasSize(3);
    assertThat(listener.acceptFailures()).isGreaterThan(10);

    accepted.getFirst().abort();
    dispatcher.monitor(Duration.ofMillis(1));
    assertThat(accepted).hasSize(4);
    accepted.get(1).abort();
    accepted.get(2).abort();
    dispatcher.monitor(Duration.ofMillis(1));

    assertThat(accepted).hasSize(6);
    dispatcher.close();
  }

  @Test
  void aConnectSaysWhatIsLacking() throws IOException {
    InetSocketAddress address = (InetSocketAddress) listen().address();
    for (int count = 0; count < 3; count++) {
      Connection.connect(dispatcher, address, ConnectionOptions.DEFAULT);
    }

    assertThatIOException()
        .isThrownBy(() -> Connection.connect(dispatcher, address, ConnectionOptions.DEFAULT))
        .withMessageContaining("can't connect to ")
        .withMessageContaining(":" + address.getPort())
        .withMessageContaining("Too many open files");
    dispatcher.close();
  }
}
