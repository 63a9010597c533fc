package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.sim.SimDatagramPeer;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.address.Address;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two servers that point at each other (CVE-2024-2169), in a simulated network. */
class UdpLoopTest {

  private static final Duration STEP = Duration.ofNanos(100_000);

  private static EchoLoop server(SimNetwork network, String url, int rate) throws Exception {
    ServerOptions options =
        ServerOptions.of(Settings.DEFAULT.with(ServerSettings.LISTEN, List.of(Address.parse(url))))
            .with(ServerSettings.UDP_RATE, rate)
            .with(ServerSettings.DISPATCHERS, 1);
    return new EchoLoop(options, network.openKernel());
  }

  private static InetSocketAddress address(EchoLoop server) {
    return (InetSocketAddress) server.addresses().getFirst();
  }

  private static long received(EchoLoop one, EchoLoop other) {
    return one.statistics().udp().received() + other.statistics().udp().received();
  }

  /** Lets both live for that many steps of virtual time. */
  private static void live(EchoLoop one, EchoLoop other, int steps) {
    for (int step = 0; step < steps; step++) {
      one.dispatcher().monitor(STEP);
      other.dispatcher().monitor(STEP);
    }
  }

  private static long loopOf(String one, String other, int rate, int steps) throws Exception {
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    EchoLoop first = server(network, one, rate);
    EchoLoop second = server(network, other, rate);
    SimDatagramPeer.forge(network, address(first), address(second), new byte[] {42});
    live(first, second, steps);
    long before = received(first, second);
    live(first, second, 1_000);
    long after = received(first, second) - before;
    first.dispatcher().close();
    second.dispatcher().close();
    assertThat(before).isPositive();
    return after;
  }

  @Test
  void thoseOnTheSamePortStopAtOnce() throws Exception {
    assertThat(loopOf("udp://10.0.0.2:10234", "udp://10.0.0.3:10234", 0, 10)).isZero();
  }

  @Test
  void thoseOnOtherPortsStopAtTheRate() throws Exception {
    assertThat(loopOf("udp://10.0.0.2:10234", "udp://10.0.0.2:10235", 1000, 20_000)).isZero();
  }

  @Test
  void withoutAnyGuardTheyWouldNotStop() throws Exception {
    assertThat(loopOf("udp://10.0.0.2:10234", "udp://10.0.0.2:10235", 0, 20_000)).isPositive();
  }
}
