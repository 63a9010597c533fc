package io.echod.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Whom an end shows itself as: a certificate, those that vouch for it, and its private key.
 *
 * @param chain the certificate, then each one's issuer, the root's may be left out
 * @param key the private key of the first
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {

  /** Checks that the key is the certificate's. */
  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a chain has at least one certificate");
    }
    String subject = chain.getFirst().getSubjectX500Principal().getName();
    try {
      if (!KeyPairs.belongTogether(chain.getFirst().getPublicKey(), key)) {
        throw new IllegalArgumentException("the key is not that of the certificate of " + subject);
      }
    } catch (InvalidKeyException unusable) {
      throw new IllegalArgumentException(
          "the key of " + subject + " is " + unusable.getMessage(), unusable);
    }
  }

  /**
   * Reads a chain and its key from files in PEM (RFC 7468): certificates; a key as PKCS#8, PKCS#1
   * or SEC 1, not encrypted. Both may be one file.
   *
   * @throws IOException where one can't be read, holds something else, is a key that others than
   *     its owner can read, or a certificate that has expired; the message names the file and says
   *     what would be right
   */
  public static Identity read(Path certificates, Path key) throws IOException {
    List<X509Certificate> chain = readChain(certificates);
    PrivateKey read = PemFile.privateKey(key);
    try {
      if (!KeyPairs.belongTogether(chain.getFirst().getPublicKey(), read)) {
        throw new IOException(
            key + " is not the key of the first certificate in " + certificates + "; give its own");
      }
    } catch (InvalidKeyException unusable) {
      throw new IOException(
          "the key in "
              + key
              + " is "
              + unusable.getMessage()
              + "; RSA keys of 1024 bits or more, EC keys on P-256, P-384 and P-521, and Ed25519"
              + " keys can be",
          unusable);
    }
    return new Identity(chain, read);
  }

  /**
   * Reads a chain from a file in PEM: a certificate, then each one's issuer, as TLS 1.2 demands
   * (RFC 5246, section 7.4.2).
   *
   * @throws IOException where it can't be read, holds no certificate, is in another order, or the
   *     first has expired; the message names the file and says what would be right
   */
  public static List<X509Certificate> readChain(Path file) throws IOException {
    List<X509Certificate> chain = PemFile.certificates(file);
    for (int index = 1; index < chain.size(); index++) {
      X500Principal issuer = chain.get(index - 1).getIssuerX500Principal();
      X500Principal next = chain.get(index).getSubjectX500Principal();
      if (!issuer.equals(next)) {
        throw new IOException(
            "certificate %d in %s is of %s; write the issuer of the one before it there, %s"
                .formatted(index + 1, file, next.getName(), issuer.getName()));
      }
    }
    Instant end = chain.getFirst().getNotAfter().toInstant();
    if (end.isBefore(Instant.now())) {
      throw new IOException("the certificate in " + file + " has expired, on " + end);
    }
    return chain;
  }

  /**
   * Reads certificates alone, such as those of authorities, from a file in PEM; one at least.
   *
   * @throws IOException where it can't be read or holds none; the message names the file
   */
  public static List<X509Certificate> readCertificates(Path file) throws IOException {
    return PemFile.certificates(file);
  }

  /** One made now, self-signed, for names or addresses of hosts; valid for a year. */
  public static Identity selfSigned(List<String> hosts) {
    return SelfSigned.make(hosts);
  }

  /** The SHA-256 of the certificate, {@code AB:CD:...}, to compare with what a peer sees. */
  public String fingerprint() {
    return fingerprint(chain.getFirst());
  }

  /** The SHA-256 of any certificate, such as a peer's: {@code AB:CD:...}. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "identity " + chain.getFirst().getSubjectX500Principal().getName();
  }
}
