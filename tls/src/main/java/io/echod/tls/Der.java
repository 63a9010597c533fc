package io.echod.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** As much of DER (ITU-T X.690) as keys and a certificate take. */
final class Der {

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTF8_STRING = 0x0c;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int PARAMETERS_OF_EC_KEY = 0xa0;
  private static final int SHORT_LENGTH_MAX = 127;

  /** The AlgorithmIdentifier of RSA keys (RFC 8017, appendix A.1): rsaEncryption, NULL. */
  static final byte[] RSA = hex("300d06092a864886f70d0101010500");

  /** The AlgorithmIdentifier ecdsa-with-SHA256 (RFC 5758, section 3.2). */
  static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");

  private static final byte[] EC_PUBLIC_KEY = hex("06072a8648ce3d0201");

  private Der() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** A value with its tag and its length. */
  static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (content.size() <= SHORT_LENGTH_MAX) {
      all.write(content.size());
    } else {
      byte[] length = unsigned(content.size());
      all.write(0x80 | length.length);
      all.writeBytes(length);
    }
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  private static byte[] unsigned(int value) {
    byte[] bytes = BigInteger.valueOf(value).toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return tagged(SET, parts);
  }

  static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  static byte[] octets(byte[]... parts) {
    return tagged(OCTET_STRING, parts);
  }

  /** A string of whole bytes. */
  static byte[] bits(byte[] bytes) {
    return tagged(BIT_STRING, new byte[1], bytes);
  }

  static byte[] utf8(String text) {
    return tagged(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A time, {@code yyMMddHHmmssZ} up to 2049, else with four digits (RFC 5280, 4.1.2.5). */
  static byte[] time(String text) {
    int tag = text.length() == "yyMMddHHmmssZ".length() ? UTC_TIME : GENERALIZED_TIME;
    return tagged(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A key of an older form as PrivateKeyInfo (RFC 5958, section 2). */
  static byte[] privateKeyInfo(byte[] algorithm, byte[] key) {
    return sequence(integer(BigInteger.ZERO), algorithm, octets(key));
  }

  /** The AlgorithmIdentifier of an ECPrivateKey (RFC 5915, section 3), which names its curve. */
  static byte[] ecAlgorithm(byte[] key) {
    int position = contentStart(key, 0);
    while (position < key.length) {
      int start = contentStart(key, position);
      int end = start + length(key, position);
      if (Byte.toUnsignedInt(key[position]) == PARAMETERS_OF_EC_KEY) {
        return sequence(EC_PUBLIC_KEY, Arrays.copyOfRange(key, start, end));
      }
      position = end;
    }
    throw new IllegalArgumentException("no curve is named");
  }

  private static int contentStart(byte[] der, int position) {
    int first = Byte.toUnsignedInt(der[position + 1]);
    return position + 2 + (first <= SHORT_LENGTH_MAX ? 0 : first - 0x80);
  }

  private static int length(byte[] der, int position) {
    int first = Byte.toUnsignedInt(der[position + 1]);
    if (first <= SHORT_LENGTH_MAX) {
      return first;
    }
    int length = 0;
    for (int index = 0; index < first - 0x80; index++) {
      length = length << 8 | Byte.toUnsignedInt(der[position + 2 + index]);
    }
    if (length < 0 || length > der.length) {
      throw new IllegalArgumentException("a length of " + length);
    }
    return length;
  }
}
