package io.echod.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Makes a certificate in memory (RFC 5280, section 4): a key on the curve P-256, signed by itself
 * with ECDSA and SHA-256.
 */
final class SelfSigned {

  private static final int SERIAL_BITS = 127;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final int EXPLICIT_0 = 0xa0;
  private static final int EXPLICIT_3 = 0xa3;
  private static final byte[] COMMON_NAME = Der.hex("0603550403");
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.hex("0603551d11");
  private static final byte[] BASIC_CONSTRAINTS = Der.hex("0603551d13");
  private static final byte[] TRUE = Der.hex("0101ff");

  /** Clocks differ: it is valid since a day before. */
  private static final int DAYS_BEFORE = 1;

  private static final int DAYS_AFTER = 365;
  private static final int YEAR_OF_LONG_TIMES = 2050;

  private SelfSigned() {}

  static Identity make(List<String> hosts) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("a certificate needs a host's name at least");
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] content = content(hosts, pair.getPublic().getEncoded(), now());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(content);
      byte[] whole = Der.sequence(content, Der.ECDSA_WITH_SHA256, Der.bits(signature.sign()));
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(whole));
      return new Identity(List.of(certificate), pair.getPrivate());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("can't make a certificate", impossible);
    }
  }

  private static ZonedDateTime now() {
    return Instant.now().atZone(ZoneOffset.UTC);
  }

  private static byte[] content(List<String> hosts, byte[] publicKey, ZonedDateTime now) {
    byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8(hosts.getFirst()))));
    return Der.sequence(
        Der.tagged(EXPLICIT_0, Der.integer(BigInteger.TWO)),
        Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
        Der.ECDSA_WITH_SHA256,
        name,
        Der.sequence(time(now.minusDays(DAYS_BEFORE)), time(now.plusDays(DAYS_AFTER))),
        name,
        publicKey,
        Der.tagged(EXPLICIT_3, Der.sequence(constraints(), names(hosts))));
  }

  private static byte[] time(ZonedDateTime when) {
    String pattern = when.getYear() < YEAR_OF_LONG_TIMES ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'";
    return Der.time(DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(when));
  }

  /** It may vouch for itself, for those who take it into their store. */
  private static byte[] constraints() {
    return Der.sequence(BASIC_CONSTRAINTS, TRUE, Der.octets(Der.sequence(TRUE)));
  }

  private static byte[] names(List<String> hosts) {
    byte[][] names = hosts.stream().map(SelfSigned::name).toArray(byte[][]::new);
    return Der.sequence(SUBJECT_ALTERNATIVE_NAME, Der.octets(Der.sequence(names)));
  }

  private static byte[] name(String host) {
    try {
      return Der.tagged(IP_ADDRESS, InetAddress.ofLiteral(host).getAddress());
    } catch (IllegalArgumentException noAddress) {
      return Der.tagged(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
