package io.echod.measure.ping;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimDatagramPeer;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.measure.ErrorKind;
import io.echod.net.ConnectionOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UdpPingTest implements Pinger.Listener {

  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 7);

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private final List<String> lines = new ArrayList<>();

  @Override
  public void connected(long connectNanos, long handshakeNanos) {
    lines.add("connected");
  }

  @Override
  public void answered(int number, int bytes, long nanos) {
    lines.add(number + ": " + bytes);
  }

  @Override
  public void failed(int number, ErrorKind kind, String why) {
    lines.add(number + ": " + kind.label());
  }

  private UdpPing ping(int count) {
    PingOptions options =
        new PingOptions(
            SERVER,
            ConnectionOptions.DEFAULT,
            count,
            Duration.ofMillis(100),
            64,
            Duration.ofMillis(50));
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      UdpPing ping = new UdpPing(dispatcher, options, 1, this);
      ping.start();
      dispatcher.monitor();
      return ping;
    }
  }

  @Test
  void eachDatagramComesBack() throws Exception {
    SimDatagramPeer.open(network, SERVER, (server, bytes, from) -> server.send(bytes, from));
    UdpPing ping = ping(3);
    assertThat(lines).containsExactly("1: 64", "2: 64", "3: 64");
    assertThat(ping.sent()).isEqualTo(3);
    assertThat(ping.received()).isEqualTo(3);
    assertThat(ping.errors()).isEmpty();
    assertThat(ping.roundTrips().getMaxValue()).isBetween(100_000L, 200_000L);
  }

  @Test
  void lostLateDoubledOrChangedDatagramsAreReported() throws Exception {
    SimDatagramPeer.open(
        network,
        SERVER,
        (server, bytes, from) -> {
          switch (bytes[7]) {
            case 1 -> {}
            case 2 -> network.after(120_000_000, () -> server.send(bytes, from));
            case 3 -> {
              server.send(bytes, from);
              server.send(bytes, from);
            }
            case 4 -> {
              bytes[50]++;
              server.send(bytes, from);
            }
            default -> server.send(bytes, from);
          }
        });
    UdpPing ping = ping(5);
    assertThat(lines)
        .containsExactly(
            "1: timeout",
            "2: timeout",
            "3: 64",
            "3: duplicate",
            "2: reordered",
            "4: mismatch",
            "5: 64");
    assertThat(ping.received()).isEqualTo(2);
    assertThat(ping.errors())
        .isEqualTo(
            Map.of(
                ErrorKind.TIMEOUT, 2L,
                ErrorKind.REORDERED, 1L,
                ErrorKind.DUPLICATE, 1L,
                ErrorKind.MISMATCH, 1L));
  }

  @Test
  void aMissingServerIsReportedByName() {
    ping(2);
    assertThat(lines).containsExactly("1: refused", "2: refused");
  }
}
