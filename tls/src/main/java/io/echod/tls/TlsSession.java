package io.echod.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of a handshake.
 *
 * @param version {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipherSuite its name in the registry of IANA
 * @param serverName the name that the client has asked for (SNI, RFC 6066 section 3)
 * @param protocol the application's protocol (ALPN, RFC 7301)
 * @param peerCertificates the peer's chain, its own first; empty where it has shown none
 */
public record TlsSession(
    String version,
    String cipherSuite,
    Optional<String> serverName,
    Optional<String> protocol,
    List<X509Certificate> peerCertificates) {}
