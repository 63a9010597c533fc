package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.KernelSide;
import io.echod.net.layer.Layer;
import io.echod.tls.ClientTls;
import io.echod.tls.Identity;
import io.echod.tls.ServerTls;
import io.echod.tls.Tasks;
import io.echod.tls.TlsOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every contract of endpoints once more, with TLS 1.3 at both ends. */
@ParameterizedClass
@EnumSource
final class TlsTcpTest extends TcpContracts {

  private static final Identity IDENTITY = Identity.selfSigned(List.of("localhost"));

  enum Encrypted implements Side {
    EPOLL(KernelSide.EPOLL, TlsOptions.DEFAULT),
    NIO(KernelSide.NIO, TlsOptions.DEFAULT),
    /** In a simulation, nothing runs on other threads. */
    SIM(KernelSide.SIM, TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE));

    private final KernelSide kernel;

    @SuppressWarnings("ImmutableEnumChecker") // makes layers, and has no state
    private final Layer.Factory layers;

    Encrypted(KernelSide kernel, TlsOptions options) {
      this.kernel = kernel;
      layers = bothEnds(options);
    }

    @Override
    public Kernel openKernel() throws IOException {
      return kernel.open();
    }

    @Override
    public Layer.Factory layers() {
      return layers;
    }
  }

  TlsTcpTest(Encrypted side) {
    super(side);
  }

  private static TalkingLayers bothEnds(TlsOptions options) {
    ServerTls server = new ServerTls(ServerTls.Credentials.of(IDENTITY), options);
    ClientTls client =
        new ClientTls(
            "localhost", ClientTls.Trust.DEFAULT.withAuthorities(IDENTITY.chain()), options);
    return (below, context) -> (context.isOutbound() ? client : server).over(below, context);
  }
}
