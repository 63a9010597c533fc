package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimOptions;
import io.echod.net.layer.Layer;
import io.echod.tls.ClientTls;
import io.echod.tls.Identity;
import io.echod.tls.ServerTls;
import io.echod.tls.Tasks;
import io.echod.tls.TlsOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** Every contract of endpoints once more, with TLS 1.3 at both ends. */
final class TlsTcpTest {

  private static final Identity IDENTITY = Identity.selfSigned(List.of("localhost"));
  private static final Layer.Factory ON_THREADS = bothEnds(TlsOptions.DEFAULT);
  private static final Layer.Factory IN_PLACE =
      bothEnds(TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE));

  private static TalkingLayers bothEnds(TlsOptions options) {
    ServerTls server = new ServerTls(ServerTls.Credentials.of(IDENTITY), options);
    ClientTls client =
        new ClientTls(
            "localhost", ClientTls.Trust.DEFAULT.withAuthorities(IDENTITY.chain()), options);
    return (below, context) -> (context.isOutbound() ? client : server).over(below, context);
  }

  abstract static class Encrypted extends TcpContracts {
    @Override
    protected Layer.Factory layers() {
      return ON_THREADS;
    }
  }

  @Nested
  class Epoll extends Encrypted {
    @Override
    protected Kernel openKernel() throws IOException {
      return new EpollKernel();
    }
  }

  @Nested
  class Nio extends Encrypted {
    @Override
    protected Kernel openKernel() throws IOException {
      return new NioKernel();
    }
  }

  @Nested
  class Sim extends Encrypted {
    @Override
    protected Kernel openKernel() {
      return new SimNetwork(SimOptions.calm(2).withOtherThreads()).openKernel();
    }

    @Override
    protected Layer.Factory layers() {
      return IN_PLACE;
    }
  }
}
