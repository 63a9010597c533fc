package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.fault.FaultSyntax;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An idle timeout of a second beside faults that take longer, in virtual time. */
final class IdleBesideFaultsTest {

  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 10_235);

  private final Kernel kernel = new SimNetwork(SimOptions.calm(1)).openKernel();

  private EchoLoop serve(String fault) throws IOException {
    return new EchoLoop(
        ServerOptions.of(
            Settings.DEFAULT
                .with(ServerSettings.LISTEN, List.of(Address.of(Transport.TCP, ADDRESS)))
                .with(ServerSettings.IDLE_TIMEOUT, Duration.ofSeconds(1))
                .with(ServerSettings.FAULT, List.of(FaultSyntax.parse(fault)))),
        kernel);
  }

  private static String read(StreamSource client) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(100);
    int count = client.read(bytes);
    return count == StreamSource.END
        ? "the end"
        : new String(bytes.array(), 0, count, StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delay=3s",
        "stall=3s",
        "stall=3s,direction=in",
        "slow-open=3s",
        "bandwidth=1",
        "slice=1,gap=750ms"
      })
  void itDoesNotEndAConnectionWhoseBytesAFaultHoldsBack(String fault) throws Exception {
    Dispatcher dispatcher = serve(fault).dispatcher();
    try (dispatcher) {
      assertKept(dispatcher, kernel.connect(ADDRESS));
    }
  }

  private static void assertKept(Dispatcher dispatcher, StreamSource client) throws IOException {
    dispatcher.monitor(Duration.ofMillis(10));
    assertThat(client.finishConnect()).isTrue();
    client.write(StandardCharsets.US_ASCII.encode("hello"));
    StringBuilder echoed = new StringBuilder();
    for (int second = 1; second < 30; second++) {
      dispatcher.monitor(Duration.ofSeconds(1));
      String came = read(client);
      echoed.append(came);
      if (came.equals("the end")) {
        break;
      }
      if (second == 2) {
        client.write(StandardCharsets.US_ASCII.encode(" more"));
      }
    }
    assertThat(echoed.toString()).isEqualTo("hello morethe end");
  }
}
