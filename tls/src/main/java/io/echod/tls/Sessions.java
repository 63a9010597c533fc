package io.echod.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The engines' account of their sessions. */
final class Sessions {

  private Sessions() {}

  static TlsSession of(SSLEngine engine) {
    SSLSession session = engine.getSession();
    return new TlsSession(
        session.getProtocol(),
        session.getCipherSuite(),
        serverName(session),
        Optional.ofNullable(engine.getApplicationProtocol()).filter(name -> !name.isEmpty()),
        peerCertificates(session));
  }

  /** The name that the client asks for. */
  static Optional<String> serverName(SSLSession session) {
    return session instanceof ExtendedSSLSession extended
        ? hostName(extended.getRequestedServerNames()).map(SNIHostName::getAsciiName)
        : Optional.empty();
  }

  /** The first that is a host's. */
  static Optional<SNIHostName> hostName(List<SNIServerName> names) {
    return names.stream()
        .flatMap(name -> name instanceof SNIHostName host ? Stream.of(host) : Stream.empty())
        .findFirst();
  }

  private static List<X509Certificate> peerCertificates(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return Stream.of(chain).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }
}
