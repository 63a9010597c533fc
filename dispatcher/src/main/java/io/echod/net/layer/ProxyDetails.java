package io.echod.net.layer;

import java.util.Optional;

/**
 * The TLVs of a header of version 2 (PROXY protocol, section 2.2). Texts are as the proxy sent
 * them: a program that shows them escapes control characters.
 *
 * @param applicationProtocol ALPN
 * @param authority the name of the host that the client has asked for, such as by SNI
 * @param uniqueId in hexadecimal digits, of up to 128 bytes
 * @param tls of a client that came by TLS; empty where the proxy does not say
 * @param networkNamespace the name of the namespace
 * @param isChecked whether there was a checksum, which was right
 */
public record ProxyDetails(
    Optional<String> applicationProtocol,
    Optional<String> authority,
    Optional<String> uniqueId,
    Optional<Tls> tls,
    Optional<String> networkNamespace,
    boolean isChecked) {

  /** Nothing is said. */
  public static final ProxyDetails NONE =
      new ProxyDetails(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false);

  /**
   * The client's TLS, which ends at the proxy (section 2.2.6).
   *
   * @param isUsed whether the client came by TLS
   * @param hasCertificate whether the client has shown a certificate, on this connection or earlier
   *     in its session
   * @param isVerified whether that was verified
   * @param version such as {@code TLSv1.3}
   * @param commonName of the client's certificate
   * @param cipher that is used
   * @param signatureAlgorithm of the proxy's certificate
   * @param keyAlgorithm of the proxy's certificate
   */
  public record Tls(
      boolean isUsed,
      boolean hasCertificate,
      boolean isVerified,
      Optional<String> version,
      Optional<String> commonName,
      Optional<String> cipher,
      Optional<String> signatureAlgorithm,
      Optional<String> keyAlgorithm) {}
}
