package io.echod.simulate.tls;

import io.echod.tls.Identity;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Identities of known keys: only for simulations. A signature by Ed25519 has 64 bytes always (RFC
 * 8032, section 5.1.6), so that a handshake has the same length in each run; one by ECDSA has not.
 */
final class KnownKeys {

  private static final int KEY_BYTES = 32;

  private KnownKeys() {}

  /** The private key has that value in each byte. */
  static Identity identity(String certificate, int keyByte) {
    byte[] key = new byte[KEY_BYTES];
    Arrays.fill(key, (byte) keyByte);
    try {
      return new Identity(
          List.of(certificate(certificate)),
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, key)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK has no Ed25519", impossible);
    }
  }

  /** From its DER in Base64. */
  static X509Certificate certificate(String base64) {
    byte[] der = Base64.getMimeDecoder().decode(base64);
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException impossible) {
      throw new IllegalStateException("this JDK has no X.509", impossible);
    }
  }
}
