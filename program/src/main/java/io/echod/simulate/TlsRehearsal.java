package io.echod.simulate;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
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
 * first real one does not wait while the virtual machine loads the code. It has no effect outside
 * of itself.
 */
public final class TlsRehearsal {

  private static final String HOST = "localhost";
  private static final String TEXT = "rehearsal";
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 443);

  private TlsRehearsal() {}

  /**
   * Holds it. It only saves time, so that a failure is none of the caller's: such as where this
   * virtual machine's policy forbids the certificate, which is no real server's.
   *
   * @return whether one end has read what the other one wrote
   */
  public static boolean hold() {
    return hold(HOST);
  }

  /** As above, for a client that expects a name in the certificate. */
  static boolean hold(String expected) {
    try {
      Identity identity = Identity.selfSigned(List.of(HOST));
      TlsOptions options = TlsOptions.DEFAULT.withTasks(Tasks.IN_PLACE);
      return TEXT.equals(
          read(
              new ServerTls(ServerTls.Credentials.of(identity), options),
              new ClientTls(
                  expected, ClientTls.Trust.DEFAULT.withAuthorities(identity.chain()), options)));
    } catch (Exception | LinkageError failed) {
      return false;
    }
  }

  private static String read(Layer.Factory server, Layer.Factory client) throws IOException {
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
      made.write(StandardCharsets.US_ASCII.encode(TEXT));
    } catch (IOException lost) {
      made.abort();
    }
  }
}
