package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Others may use the dispatcher of a server for connections of their own. */
class DrainBesideOthersTest {

  private static final byte[] GREETING = "hello".getBytes(StandardCharsets.UTF_8);

  private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private final SimKernel kernel = network.openKernel();
  private int receivedBytes;

  @Test
  void aDrainReadsNothingThatIsNotItsClients() throws IOException {
    InetSocketAddress called = network.listen(new InetSocketAddress(HOST, 0), _ -> new Greeter());
    InetSocketAddress address = new InetSocketAddress(HOST, 1);
    ServerOptions options =
        ServerOptions.on(address).with(ServerSettings.DRAIN_TIMEOUT, Duration.ofSeconds(1));
    EchoLoop loop = new EchoLoop(options, kernel);
    Connection other = Connection.connect(loop.dispatcher(), called, ConnectionOptions.DEFAULT);
    other.onIo(
        Reason.WRITE,
        (callback, _) -> {
          other.complete();
          callback.interest(0);
        });
    network.connect(address, new SimPeer.Behaviour() {});
    network.after(Duration.ofSeconds(1).toNanos(), () -> loop.dispatcher().post(loop::drain));

    loop.run();

    assertThat(receivedBytes).isZero();
    assertThat(loop.statistics().bytesRead()).isZero();
    assertThat(kernel.openSources()).isZero();
  }

  private final class Greeter implements SimPeer.Behaviour {

    @Override
    public void connected(SimPeer peer) {
      peer.send(GREETING, 0, GREETING.length);
    }

    @Override
    public void readable(SimPeer peer) {
      receivedBytes += peer.receive(Integer.MAX_VALUE).length;
    }
  }
}
