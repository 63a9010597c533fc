package io.echod.tls;

import io.echod.net.layer.Layer;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import tlschannel.ServerTlsChannel;

/**
 * TLS for accepted connections: {@code options.withLayers(serverTls)}. May be shared by listeners
 * and dispatchers; all methods may be called on any thread.
 */
public final class ServerTls implements Layer.Factory {

  /**
   * Whom a server shows itself as, and whom it lets in.
   *
   * @param identities the first is shown to clients that ask for no name or for one that none of
   *     them has; several may have one name, with keys of different kinds
   * @param clientAuthorities a client must show a certificate that one of them vouches for; none:
   *     clients need none
   */
  public record Credentials(List<Identity> identities, List<X509Certificate> clientAuthorities) {

    /** Copies the lists. */
    public Credentials {
      identities = List.copyOf(identities);
      clientAuthorities = List.copyOf(clientAuthorities);
      if (identities.isEmpty()) {
        throw new IllegalArgumentException("a server of TLS needs an identity");
      }
    }

    /** These identities, for any client. */
    public static Credentials of(Identity... identities) {
      return new Credentials(List.of(identities), List.of());
    }
  }

  /**
   * What connections are made of.
   *
   * @param parameters of every engine, which copies them
   */
  private record Current(SSLContext context, SSLParameters parameters, boolean choosesByName) {}

  private final TlsOptions options;
  private volatile Current current;

  /** Serves with these credentials. */
  public ServerTls(Credentials credentials, TlsOptions options) {
    this.options = options;
    current = made(credentials);
  }

  private Current made(Credentials credentials) {
    boolean clientsShowThemselves = !credentials.clientAuthorities().isEmpty();
    SSLContext context =
        Contexts.make(
            new IdentityKeyManager(credentials.identities()),
            clientsShowThemselves
                ? Contexts.trusting(credentials.clientAuthorities())
                : new RefusesAll());
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = Contexts.parameters(engine, options);
    parameters.setCipherSuites(CipherSuites.offered(parameters.getCipherSuites()));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setNeedClientAuth(clientsShowThemselves);
    return new Current(context, parameters, credentials.identities().size() > 1);
  }

  /**
   * Puts other credentials in the place of these: connections accepted from now on see them, the
   * others go on as they are.
   */
  public void replace(Credentials credentials) {
    current = made(credentials);
  }

  @Override
  public Layer over(Layer below, Layer.Context context) {
    Current used = current;
    return TlsLayer.ofServer(
        below, context, options, (records, buffers) -> secured(used, records, buffers));
  }

  private static TlsLayer.Secured secured(Current used, Records records, Buffers buffers) {
    SSLEngine engine = used.context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(used.parameters());
    if (used.choosesByName()) {
      records.onFirst(record -> AskedName.note(engine, record));
    }
    return new TlsLayer.Secured(
        engine,
        ServerTlsChannel.newBuilder(records, used.context())
            .withEngineFactory(_ -> engine)
            .withRunTasks(false)
            .withPlainBufferAllocator(buffers)
            .withEncryptedBufferAllocator(buffers)
            .build());
  }

  // Options stand in traces of simulations, which are the same in every process.
  @Override
  public String toString() {
    return "server TLS";
  }
}
