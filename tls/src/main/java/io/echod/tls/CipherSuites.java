package io.echod.tls;

import java.util.List;

/**
 * The cipher suites that a server offers: those with forward secrecy and authenticated encryption,
 * of TLS 1.3 (RFC 8446, appendix B.4) and 1.2 (RFC 9325, section 4.2, and RFC 7905). The first that
 * the client has, too, is chosen. The JDK would begin with AES-256 and SHA-384, which take a tenth
 * more time in a handshake, and offer four times as many.
 */
final class CipherSuites {

  /** With it, the user says which; the JDK goes by it. */
  private static final String PROPERTY = "jdk.tls.server.cipherSuites";

  private static final List<String> OFFERED =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private CipherSuites() {}

  /** Returns those to offer, of those that the JDK would: what it forbids is out. */
  static String[] offered(String[] enabled) {
    return System.getProperty(PROPERTY) != null
        ? enabled
        : OFFERED.stream().filter(List.of(enabled)::contains).toArray(String[]::new);
  }
}
