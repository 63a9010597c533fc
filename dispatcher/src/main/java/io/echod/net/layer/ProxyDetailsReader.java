package io.echod.net.layer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The TLVs of a header of version 2 (PROXY protocol, section 2.2). */
final class ProxyDetailsReader {

  private static final int ALPN = 0x01;
  private static final int AUTHORITY = 0x02;
  private static final int CRC32C = 0x03;
  private static final int UNIQUE_ID = 0x05;
  private static final int SSL = 0x20;
  private static final int NETNS = 0x30;

  private static final int SSL_VERSION = 0x21;
  private static final int SSL_COMMON_NAME = 0x22;
  private static final int SSL_CIPHER = 0x23;
  private static final int SSL_SIGNATURE = 0x24;
  private static final int SSL_KEY = 0x25;

  private static final int BY_TLS = 0x01;
  private static final int CERTIFICATES = 0x06;
  private static final int SSL_BYTES_MIN = 5;
  private static final int HEAD_BYTES = 3;
  private static final int CHECKSUM_BYTES = 4;
  private static final int UNIQUE_ID_BYTES_MAX = 128;

  private ProxyDetailsReader() {}

  /** Reads those of a whole header, which begin at an index. */
  static ProxyDetails read(ByteBuffer header, int at) throws ProxyException {
    if (at == header.limit()) {
      return ProxyDetails.NONE;
    }
    Map<Integer, byte[]> values = values(header, at);
    byte[] id = values.get(UNIQUE_ID);
    if (id != null && id.length > UNIQUE_ID_BYTES_MAX) {
      throw ProxyException.malformed("its UNIQUE_ID has more than 128 bytes");
    }
    byte[] ssl = values.get(SSL);
    return new ProxyDetails(
        text(values, ALPN),
        text(values, AUTHORITY),
        Optional.ofNullable(id).map(HexFormat.of()::formatHex),
        ssl == null ? Optional.empty() : Optional.of(tls(ssl)),
        text(values, NETNS),
        values.containsKey(CRC32C));
  }

  /** By their types; of several of one type the last. Checks the checksum on the way. */
  private static Map<Integer, byte[]> values(ByteBuffer header, int at) throws ProxyException {
    Map<Integer, byte[]> values = new LinkedHashMap<>();
    int index = at;
    while (index < header.limit()) {
      if (header.limit() - index < HEAD_BYTES) {
        throw cutOff();
      }
      int type = Byte.toUnsignedInt(header.get(index));
      int length = Short.toUnsignedInt(header.getShort(index + 1));
      index += HEAD_BYTES;
      if (header.limit() - index < length) {
        throw cutOff();
      }
      byte[] value = new byte[length];
      header.get(index, value);
      if (type == CRC32C) {
        check(header, index, length);
      }
      values.put(type, value);
      index += length;
    }
    return values;
  }

  private static ProxyException cutOff() {
    return ProxyException.malformed("a TLV in it goes beyond its end");
  }

  /**
   * The checksum of the whole header, with zeros in the place of the checksum itself (section
   * 2.2.3).
   */
  private static void check(ByteBuffer header, int at, int length) throws ProxyException {
    if (length != CHECKSUM_BYTES) {
      throw ProxyException.malformed("its checksum has not 4 bytes");
    }
    byte[] copy = new byte[header.limit()];
    header.get(0, copy);
    Arrays.fill(copy, at, at + CHECKSUM_BYTES, (byte) 0);
    CRC32C checksum = new CRC32C();
    checksum.update(copy, 0, copy.length);
    if ((int) checksum.getValue() != header.getInt(at)) {
      throw ProxyException.malformed("its checksum (CRC32c) is not that of its bytes");
    }
  }

  private static ProxyDetails.Tls tls(byte[] ssl) throws ProxyException {
    if (ssl.length < SSL_BYTES_MIN) {
      throw ProxyException.malformed("what it says of TLS is too short");
    }
    ByteBuffer buffer = ByteBuffer.wrap(ssl);
    Map<Integer, byte[]> values = values(buffer, SSL_BYTES_MIN);
    return new ProxyDetails.Tls(
        (ssl[0] & BY_TLS) != 0,
        (ssl[0] & CERTIFICATES) != 0,
        (ssl[0] & CERTIFICATES) != 0 && buffer.getInt(1) == 0,
        text(values, SSL_VERSION),
        text(values, SSL_COMMON_NAME),
        text(values, SSL_CIPHER),
        text(values, SSL_SIGNATURE),
        text(values, SSL_KEY));
  }

  private static Optional<String> text(Map<Integer, byte[]> values, int type) {
    return Optional.ofNullable(values.get(type))
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
