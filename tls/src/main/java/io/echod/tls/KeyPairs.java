package io.echod.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/** Whether two keys are a pair. */
final class KeyPairs {

  private static final byte[] PROBE = {1, 2, 3, 4};

  /** With fewer no signature of TLS 1.3 fits, and no client takes them. */
  private static final int RSA_BITS_MIN = 1024;

  private static final String PSS = "RSASSA-PSS";

  /** Those of rsa_pss_pss_sha256 (RFC 8446, section 4.2.3). */
  private static final PSSParameterSpec PSS_PARAMETERS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private KeyPairs() {}

  /**
   * Signs with one and verifies with the other.
   *
   * @throws InvalidKeyException where they are of one kind, and it can't be used here, such as keys
   *     on a curve that the JDK does not know
   */
  static boolean belongTogether(PublicKey published, PrivateKey key) throws InvalidKeyException {
    if (published instanceof RSAKey rsa && rsa.getModulus().bitLength() < RSA_BITS_MIN) {
      throw unusable(key, "it has " + rsa.getModulus().bitLength() + " bits", null);
    }
    try {
      Signature signature = Signature.getInstance(algorithm(published));
      if (published.getAlgorithm().equals(PSS)) {
        signature.setParameter(PSS_PARAMETERS);
      }
      signature.initVerify(published);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(published);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException failure) {
      if (published.getAlgorithm().equals(key.getAlgorithm())) {
        throw unusable(key, String.valueOf(failure.getMessage()), failure);
      }
      return false;
    }
  }

  private static InvalidKeyException unusable(
      PrivateKey key, String why, @Nullable Throwable cause) {
    return new InvalidKeyException(
        key.getAlgorithm() + " of a kind that can't be used: " + why, cause);
  }

  private static String algorithm(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
