package io.echod.net;

import io.echod.net.layer.Layer;
import io.echod.tls.ClientTls;
import io.echod.tls.Identity;
import io.echod.tls.ServerTls;
import io.echod.tls.TlsOptions;
import java.util.List;

/** Every contract of endpoints once more, with TLS 1.3 at both ends. */
abstract class TlsTcpContracts extends TcpContracts {

  private static final Identity IDENTITY = Identity.selfSigned(List.of("localhost"));
  private static final Layer.Factory ON_THREADS = bothEnds(TlsOptions.DEFAULT);

  static TalkingLayers bothEnds(TlsOptions options) {
    ServerTls server = new ServerTls(ServerTls.Credentials.of(IDENTITY), options);
    ClientTls client =
        new ClientTls(
            "localhost", ClientTls.Trust.DEFAULT.withAuthorities(IDENTITY.chain()), options);
    return (below, context) -> (context.isOutbound() ? client : server).over(below, context);
  }

  @Override
  protected Layer.Factory layers() {
    return ON_THREADS;
  }
}
