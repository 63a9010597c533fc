package io.echod.simulate;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimOptions;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.net.layer.Layer;
import io.echod.tls.ClientTls;
import io.echod.tls.Identity;
import io.echod.tls.ServerTls;
import io.echod.tls.Tasks;
import io.echod.tls.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One connection over TLS between two ends in this process, over a simulated network, so that the
 * first real one does not wait while the virtual machine loads the code. Nobody outside notices.
 */
public final class TlsRehearsal {

  private static final String HOST = "localhost";
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 443);

  private TlsRehearsal() {}

  /**
   * Holds it.
   *
   * @return what one end has read of what the other one wrote
   * @throws IOException where TLS does not work in this process
   */
  public static String hold() throws IOException {
    Identity identity = Identity.selfSigned(List.of(HOST));
    TlsOptions options = TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE);
    Layer.Factory server = new ServerTls(ServerTls.Credentials.of(identity), options);
    Layer.Factory client =
        new ClientTls(HOST, ClientTls.Trust.DEFAULT.withAuthorities(identity.chain()), options);
    ByteBuffer read = ByteBuffer.allocateDirect(64);
    try (Dispatcher dispatcher = new Dispatcher(new SimNetwork(SimOptions.calm(1)).openKernel())) {
      Listener.listen(
              dispatcher,
              ADDRESS,
              ListenerOptions.DEFAULT.withConnections(ConnectionOptions.DEFAULT.withLayers(server)))
          .onConnection(made ->
              made.onIo(
                  Reason.READ,
                  (_, _) -> {
                    if (made.read(read) != 0) {
                      dispatcher.stop();
                    }
                  }));
      Connector.connect(
          dispatcher,
          ADDRESS,
          ConnectionOptions.DEFAULT.withLayers(client),
          made -> made.whenReady(_ -> write(made)),
          _ -> dispatcher.stop());
      dispatcher.monitor();
    }
    return StandardCharsets.US_ASCII.decode(read.flip()).toString();
  }

  private static void write(Connection made) {
    try {
      made.write(StandardCharsets.US_ASCII.encode("rehearsal"));
    } catch (IOException lost) {
      made.abort();
    }
  }
}
