package io.echod.simulate.tls;

import io.echod.tls.Identity;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes the engines of clients that resume each other's sessions. */
final class ClientEngine {

  /** An address, which is not asked for by SNI; the key under which sessions are kept. */
  private static final String CALLED = "10.0.0.2";

  private static final int PORT = 443;

  private final SSLContext context;

  /**
   * Makes engines that know no session yet.
   *
   * @param proof the certificate that they show
   */
  ClientEngine(Proof proof) {
    try {
      context = SSLContext.getInstance("TLS");
      KeyManager[] keys = proof.identity().stream().map(Showing::new).toArray(KeyManager[]::new);
      context.init(keys, new TrustManager[] {new Trusting()}, null);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK has no TLS", impossible);
    }
  }

  /** Makes the one of a client. */
  SSLEngine make(TlsVisitor visitor) {
    SSLEngine engine = context.createSSLEngine(CALLED, PORT);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {visitor.isVersion13() ? "TLSv1.3" : "TLSv1.2"});
    // Each offered group costs a key in TLS 1.3.
    parameters.setNamedGroups(new String[] {visitor.isP256() ? "secp256r1" : "x25519"});
    parameters.setApplicationProtocols(visitor.protocols().toArray(String[]::new));
    if (!visitor.host().isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(visitor.host())));
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Shows one certificate, by whichever authority the server asks for. */
  private static final class Showing extends X509ExtendedKeyManager {

    private static final String ALIAS = "client";

    private final Identity identity;

    Showing(Identity identity) {
      this.identity = identity;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return ALIAS;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      throw new UnsupportedOperationException("clients alone show it");
    }
  }

  /** Clients compare the certificate with the one that they must get. */
  private static final class Trusting extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
