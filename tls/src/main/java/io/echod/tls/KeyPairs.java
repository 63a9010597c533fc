package io.echod.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether two keys are a pair. */
final class KeyPairs {

  private static final byte[] PROBE = {1, 2, 3, 4};

  private KeyPairs() {}

  static boolean belongTogether(PublicKey published, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(algorithm(published));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(published);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException unlike) {
      return false;
    }
  }

  private static String algorithm(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
