package io.echod.simulate.scenario;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of headers of the PROXY protocol, versions 1 and 2, as clients of worlds send them. */
public final class ProxyHeaders {

  private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

  private ProxyHeaders() {}

  /**
   * A header of version 1 that names a client.
   *
   * @param isMapped whether an IPv4 address is given as one of IPv6 (RFC 4291, section 2.5.5.2)
   */
  public static byte[] line(InetSocketAddress from, boolean isMapped) {
    boolean isFour = from.getAddress().getAddress().length == 4;
    boolean isSix = !isFour || isMapped;
    return text(
        "PROXY "
            + (isSix ? "TCP6 " : "TCP4 ")
            + (isFour && isMapped ? "::ffff:" : "")
            + from.getAddress().getHostAddress()
            + (isSix ? " 2001:db8::1 " : " 10.0.0.2 ")
            + from.getPort()
            + " 443\r\n");
  }

  /** As above, of version 2. */
  public static byte[] binary(InetSocketAddress from, boolean isMapped) {
    byte[] own = from.getAddress().getAddress();
    byte[] address = own.length == 4 && isMapped ? mapped(own) : own;
    byte[] header = binary(0x21, address.length == 16 ? 0x21 : 0x11, 2 * address.length + 4);
    ByteBuffer.wrap(header)
        .position(16)
        .put(address)
        .put(address)
        .putShort((short) from.getPort())
        .putShort((short) 443);
    return header;
  }

  private static byte[] mapped(byte... four) {
    return ByteBuffer.allocate(16).position(10).putShort((short) -1).put(four).array();
  }

  /** A header of version 2 whose addresses, if it has any, are all zeros. */
  public static byte[] binary(int command, int family, int length) {
    return ByteBuffer.allocate(16 + length)
        .put(SIGNATURE)
        .put((byte) command)
        .put((byte) family)
        .putShort((short) length)
        .array();
  }

  /** A header of version 1, or what poses as one. */
  public static byte[] text(String line) {
    return line.getBytes(StandardCharsets.US_ASCII);
  }
}
