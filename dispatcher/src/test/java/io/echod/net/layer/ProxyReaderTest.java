package io.echod.net.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.net.layer.ProxyHeader.Kind;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers of both versions, in pieces of any size, with payload right behind them. */
class ProxyReaderTest {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final byte[] PAYLOAD = bytes("PROXY payload\r\n");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** A header of version 2: what is behind its length. */
  private static byte[] binary(String commandAndFamily, byte[] rest) {
    ByteBuffer header = ByteBuffer.allocate(16 + rest.length);
    header.put(hex(SIGNATURE + commandAndFamily)).putShort((short) rest.length).put(rest);
    return header.array();
  }

  /** Reads it in pieces of at most so many bytes; checks that not a byte more is taken. */
  private static ProxyHeader read(byte[] header, int pieceBytesMax) throws ProxyException {
    ProxyReader reader = new ProxyReader();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(header);
    whole.writeBytes(PAYLOAD);
    ByteBuffer input = ByteBuffer.wrap(whole.toByteArray());
    while (true) {
      ByteBuffer space = reader.space();
      int count = Math.min(pieceBytesMax, Math.min(space.remaining(), input.remaining()));
      assertThat(count).isPositive();
      space.put(input.slice(input.position(), count));
      input.position(input.position() + count);
      Optional<ProxyHeader> read = reader.took(count);
      if (read.isPresent()) {
        assertThat(input.position()).as("bytes taken").isEqualTo(header.length);
        return read.get();
      }
    }
  }

  private static ProxyHeader readInEveryWay(byte[] header) throws ProxyException {
    ProxyHeader whole = read(header, Integer.MAX_VALUE);
    for (int piece = 1; piece <= header.length; piece++) {
      assertThat(read(header, piece)).isEqualTo(whole);
    }
    return whole;
  }

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  @Test
  void textOfIpv4() throws ProxyException {
    for (String line :
        new String[] {
          "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
          "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"
        }) {
      ProxyHeader header = readInEveryWay(bytes(line));
      assertThat(header.version()).isEqualTo(1);
      assertThat(header.kind()).isEqualTo(Kind.PROXIED);
      assertThat(header.source()).contains(address("192.0.2.1", 56324));
      assertThat(header.destination()).contains(address("198.51.100.2", 443));
    }
  }

  @Test
  void theShortestAndTheLongestTexts() throws ProxyException {
    assertThat(readInEveryWay(bytes("PROXY TCP4 1.1.1.1 1.1.1.1 1 1\r\n")).source())
        .contains(address("1.1.1.1", 1));
    assertThat(readInEveryWay(bytes("PROXY TCP6 :: ::1 1 1\r\n")).source())
        .contains(address("::", 1));
    String longest = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    assertThat(
            readInEveryWay(bytes("PROXY TCP6 " + longest + " " + longest + " 65535 65535\r\n"))
                .destination())
        .contains(address(longest, 65535));
    assertThat(readInEveryWay(bytes("PROXY UNKNOWN\r\n")).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(
            readInEveryWay(bytes("PROXY UNKNOWN " + longest + " " + longest + " 65535 65535\r\n"))
                .source())
        .isEmpty();
  }

  @Test
  void binaryOfBothFamilies() throws ProxyException {
    ProxyHeader ipv4 = readInEveryWay(binary("2111", hex("c0000201 c6336402 dc04 01bb")));
    assertThat(ipv4.version()).isEqualTo(2);
    assertThat(ipv4.source()).contains(address("192.0.2.1", 56324));
    assertThat(ipv4.destination()).contains(address("198.51.100.2", 443));
    String source = "20010db8000000000000000000000001";
    String target = "20010db8000000000000000000000002";
    ProxyHeader ipv6 = readInEveryWay(binary("2121", hex(source + target + "0001 0002")));
    assertThat(ipv6.source()).contains(address("2001:db8::1", 1));
    assertThat(ipv6.destination()).contains(address("2001:db8::2", 2));
    assertThat(ipv6.details()).isEqualTo(ProxyDetails.NONE);
  }

  @Test
  void binaryOfUnixSockets() throws ProxyException {
    ByteBuffer names = ByteBuffer.allocate(216);
    names.put(bytes("/run/a.sock")).position(108);
    ProxyHeader header = readInEveryWay(binary("2131", names.array()));
    assertThat(header.kind()).isEqualTo(Kind.PROXIED);
    assertThat(header.source()).contains(UnixDomainSocketAddress.of("/run/a.sock"));
    assertThat(header.destination()).isEmpty();
  }

  @Test
  void aPathOfAnotherProcessIsNotPutBehindTheFolderOfThisOne() throws ProxyException {
    ByteBuffer names = ByteBuffer.allocate(216);
    names.put(bytes("run/a.sock")).position(108).put(bytes("/run/b.sock"));
    ProxyHeader header = readInEveryWay(binary("2131", names.array()));
    assertThat(header.kind()).isEqualTo(Kind.PROXIED);
    assertThat(header.source()).isEmpty();
    assertThat(header.destination()).contains(UnixDomainSocketAddress.of("/run/b.sock"));
  }

  @Test
  void localAndUnspecifiedSayNothing() throws ProxyException {
    assertThat(readInEveryWay(binary("2000", new byte[0])).kind()).isEqualTo(Kind.LOCAL);
    assertThat(readInEveryWay(binary("20ff", new byte[7])).kind()).isEqualTo(Kind.LOCAL);
    assertThat(readInEveryWay(binary("2100", new byte[7])).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(readInEveryWay(binary("2111", hex("c0000201 c6336402 dc04 01bb"))).details())
        .isEqualTo(ProxyDetails.NONE);
  }

  private static final String ADDRESSES = "c0000201 c6336402 dc04 01bb";

  private static String tlv(int type, byte[] value) {
    return "%02x%04x".formatted(type, value.length) + HexFormat.of().formatHex(value);
  }

  private static byte[] checked(String tlvs) {
    byte[] header = binary("2111", hex(ADDRESSES + tlvs + tlv(3, new byte[4])));
    CRC32C checksum = new CRC32C();
    checksum.update(header);
    ByteBuffer.wrap(header).putInt(header.length - 4, (int) checksum.getValue());
    return header;
  }

  @Test
  void whatTheTlvsSay() throws ProxyException {
    String ssl =
        "07 00000000"
            + tlv(0x21, bytes("TLSv1.3"))
            + tlv(0x22, bytes("client.test"))
            + tlv(0x23, bytes("TLS_AES_128_GCM_SHA256"))
            + tlv(0x24, bytes("SHA256"))
            + tlv(0x25, bytes("RSA2048"));
    ProxyDetails details =
        readInEveryWay(
                checked(
                    tlv(1, bytes("h2"))
                        + tlv(2, bytes("example.org"))
                        + tlv(4, new byte[9])
                        + tlv(5, hex("00ff10"))
                        + tlv(0x20, hex(ssl))
                        + tlv(0x30, bytes("blue"))
                        + tlv(0xe0, bytes("of a vendor's own"))))
            .details();
    assertThat(details.applicationProtocol()).contains("h2");
    assertThat(details.authority()).contains("example.org");
    assertThat(details.uniqueId()).contains("00ff10");
    assertThat(details.networkNamespace()).contains("blue");
    assertThat(details.isChecked()).isTrue();
    assertThat(details.tls())
        .contains(
            new ProxyDetails.Tls(
                true,
                true,
                true,
                Optional.of("TLSv1.3"),
                Optional.of("client.test"),
                Optional.of("TLS_AES_128_GCM_SHA256"),
                Optional.of("SHA256"),
                Optional.of("RSA2048")));
  }

  @Test
  void everyChangedByteBreaksTheChecksum() throws ProxyException {
    byte[] header = checked(tlv(2, bytes("example.org")));
    readInEveryWay(header);
    for (int index = 16; index < header.length; index++) {
      byte[] changed = header.clone();
      changed[index] ^= 0x40;
      boolean isLength = index == 29 || index == 30 || index == header.length - 6;
      if (isLength || index == header.length - 7 || index == header.length - 5) {
        // Another structure: wrong, or without a checksum.
        continue;
      }
      assertThatExceptionOfType(ProxyException.class)
          .as("byte " + index)
          .isThrownBy(() -> read(changed, Integer.MAX_VALUE))
          .withMessageContaining("checksum");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n more of it",
        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 65536\r\n",
        "PROXY TCP4 192.0.2.256 198.51.100.2 56324 443\r\n",
        "PROXY TCP4 192.0.2.01 198.51.100.2 56324 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 0443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\nxx\r\n",
        "PROXY TCP4  192.0.2.1 198.51.100.2 56324 443\r\n",
        "PROXY TCP4 ::1 ::1 56324 443\r\n            ",
        "PROXY TCP6 192.0.2.1 198.51.100.2 56324 443\r\n",
        "PROXY TCP6 fe80::1%eth0 ::1 56324 443\r\n",
        "PROXY TCP6 ::1 example.org 56324 443\r\n",
        "PROXY TCP5 192.0.2.1 198.51.100.2 56324 443\r\n",
        "PROXY UNKNOWN and so on, and so on, and so on, and so on, and so on, and so on, and so"
            + " on, and so on, and so on",
        "PROXY  TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
        "proxy TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
      })
  void aTextThatIsWrongIsRefused(String text) {
    for (int piece : new int[] {1, 7, Integer.MAX_VALUE}) {
      assertThatExceptionOfType(ProxyException.class)
          .isThrownBy(() -> read(bytes(text + "\r\n".repeat(60)), piece))
          .withMessageStartingWith("the PROXY header is wrong: ")
          .satisfies(
              wrong -> assertThat(wrong.reason()).isEqualTo(ProxyException.Reason.MALFORMED));
    }
  }

  /** Nothing more comes until it is answered. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\nx",
        "PROXY TCP4 192.0.2.1 198.51.100.2\r\nx",
        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443 \r\nx",
        "PROXY TCP4 192.0.2.1\nx",
        "PROXY UNKNOWN \rx",
      })
  void aLineThatEndsTooSoonIsRefusedAtOnce(String text) {
    for (int piece : new int[] {1, 7, Integer.MAX_VALUE}) {
      assertThatExceptionOfType(ProxyException.class)
          .isThrownBy(() -> read(bytes(text), piece))
          .satisfies(
              wrong -> assertThat(wrong.reason()).isEqualTo(ProxyException.Reason.MALFORMED));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1111 000c c0000201c6336402dc0401bb",
        "2211 000c c0000201c6336402dc0401bb",
        "2141 000c c0000201c6336402dc0401bb",
        "2113 000c c0000201c6336402dc0401bb",
        "2111 000b c0000201c6336402dc0401bb",
        "2121 000c c0000201c6336402dc0401bb",
        "2111 ffff c0000201c6336402dc0401bb",
        "2111 000e c0000201c6336402dc0401bb 0200",
        "2111 0010 c0000201c6336402dc0401bb 02000500",
        "2111 0010 c0000201c6336402dc0401bb 03000100",
        "2111 0010 c0000201c6336402dc0401bb 20000100",
      })
  void binaryThatIsWrongIsRefused(String digits) {
    assertThatExceptionOfType(ProxyException.class)
        .isThrownBy(() -> read(hex(SIGNATURE + digits), Integer.MAX_VALUE))
        .withMessageStartingWith("the PROXY header is wrong: ");
  }
}
