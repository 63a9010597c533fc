package io.echod.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.setting.ServerSettings;
import io.echod.server.tls.GivenTls;
import io.echod.settings.Settings;
import io.echod.tls.Identity;
import io.echod.tls.ServerTls;
import io.echod.tls.Tasks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A loop that is the whole server, and reads its settings again. */
class LoopReloadTest {

  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 10_235);

  @Test
  void certificatesAreReadAgainAsThoseOfAServer() throws Exception {
    Identity identity = Identity.selfSigned(List.of("localhost"));
    AtomicInteger reads = new AtomicInteger();
    GivenTls given =
        new GivenTls(
            () -> {
              reads.incrementAndGet();
              return ServerTls.Credentials.of(identity);
            },
            List.of(),
            Tasks.IN_PLACE);
    Settings settings =
        Settings.DEFAULT.with(ServerSettings.LISTEN, List.of(Address.of(Transport.TLS, ADDRESS)));
    EchoLoop loop =
        new EchoLoop(
            ServerOptions.of(settings).withTls(given),
            new SimNetwork(SimOptions.calm(1)).openKernel());
    try {
      int readBefore = reads.get();
      loop.reload(settings);
      assertThat(reads.get()).isGreaterThan(readBefore);
    } finally {
      loop.dispatcher().close();
    }
  }
}
