package io.echod.tls;

import io.echod.net.layer.Layer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import tlschannel.ClientTlsChannel;

/**
 * TLS for connections that this end calls: {@code options.withLayers(clientTls)}. May be shared by
 * connections to one host and by dispatchers.
 */
public final class ClientTls implements Layer.Factory {

  /**
   * Whom a client believes, and whom it shows itself as.
   *
   * @param authorities those that may vouch for servers; none: those that the JDK knows
   * @param identity what to show to a server that asks for it
   * @param believesAll takes any server for the one it calls: only to test
   */
  public record Trust(
      List<X509Certificate> authorities, Optional<Identity> identity, boolean believesAll) {

    /** Servers that the authorities which the JDK knows vouch for. */
    public static final Trust DEFAULT = new Trust(List.of(), Optional.empty(), false);

    /** Accepts any server, with any certificate: only to test. */
    public static final Trust INSECURE = new Trust(List.of(), Optional.empty(), true);

    /** Copies the list. */
    public Trust {
      authorities = List.copyOf(authorities);
    }

    /** Returns these options with other authorities. */
    public Trust withAuthorities(List<X509Certificate> others) {
      return new Trust(others, identity, believesAll);
    }

    /** Returns these options with an identity to show. */
    public Trust withIdentity(Identity shown) {
      return new Trust(authorities, Optional.of(shown), believesAll);
    }
  }

  private final String host;
  private final boolean checksName;
  private final TlsOptions options;
  private final SSLContext context;

  /**
   * Calls a host.
   *
   * @param host the name or address that the server's certificate must have; a name is asked for by
   *     SNI (RFC 6066, section 3)
   */
  public ClientTls(String host, Trust trust, TlsOptions options) {
    this.host = host;
    this.options = options;
    checksName = !trust.believesAll();
    context =
        Contexts.make(
            trust.identity().map(shown -> new IdentityKeyManager(List.of(shown))).orElse(null),
            trust.believesAll() ? new BelievesAll() : Contexts.trusting(trust.authorities()));
  }

  @Override
  public Layer over(Layer below, Layer.Context context) {
    SSLEngine engine = this.context.createSSLEngine(host, -1);
    engine.setUseClientMode(true);
    SSLParameters parameters = Contexts.parameters(engine, options);
    if (isName(host)) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    if (checksName) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return TlsLayer.ofClient(
        below,
        context,
        options,
        (records, buffers) ->
            new TlsLayer.Secured(
                engine,
                ClientTlsChannel.newBuilder(records, engine)
                    .withRunTasks(false)
                    .withPlainBufferAllocator(buffers)
                    .withEncryptedBufferAllocator(buffers)
                    .build()));
  }

  /** Addresses are not asked for by SNI. */
  private static boolean isName(String host) {
    return !host.contains(":") && !host.toLowerCase(Locale.ROOT).matches("[0-9.]+");
  }

  // Options stand in traces of simulations, which are the same in every process.
  @Override
  public String toString() {
    return "client TLS";
  }
}
