package io.echod.server.tls;

import io.echod.net.Connection;
import io.echod.tls.Identity;
import io.echod.tls.TlsSession;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a report about one connection says of its TLS. */
public final class TlsFacts {

  private TlsFacts() {}

  /** The facts by their names in JSON, in order; each is null without TLS. */
  public static Map<String, @Nullable Object> of(Connection connection) {
    Optional<TlsSession> session = ListenerTls.session(connection);
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("tls", session.map(TlsSession::version).orElse(null));
    facts.put("cipher", session.map(TlsSession::cipherSuite).orElse(null));
    facts.put("sni", session.flatMap(TlsSession::serverName).orElse(null));
    facts.put("alpn", session.flatMap(TlsSession::protocol).orElse(null));
    facts.put(
        "client_certificate",
        session
            .flatMap(own -> own.peerCertificates().stream().findFirst())
            .map(TlsFacts::certificate)
            .orElse(null));
    return facts;
  }

  private static Map<String, @Nullable Object> certificate(X509Certificate certificate) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("subject", certificate.getSubjectX500Principal().getName());
    facts.put("issuer", certificate.getIssuerX500Principal().getName());
    facts.put("serial", certificate.getSerialNumber().toString(16));
    facts.put("not_after", certificate.getNotAfter().toInstant().toString());
    facts.put("sha256", Identity.fingerprint(certificate));
    return facts;
  }
}
