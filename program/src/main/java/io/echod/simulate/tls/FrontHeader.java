package io.echod.simulate.tls;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The PROXY header, version 1 or 2, in front of a client's first record. */
final class FrontHeader {

  /** What it is. */
  enum Kind {
    /** It names a client. */
    NAMING,
    /** It is a proxy's own. */
    OWN,
    /** There is none, though there must be one. */
    MISSING
  }

  private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

  private final Kind kind;
  private final Optional<InetSocketAddress> source;
  private final byte[] bytes;

  private FrontHeader(Kind kind, Optional<InetSocketAddress> source, byte... bytes) {
    this.kind = kind;
    this.source = source;
    this.bytes = bytes;
  }

  static FrontHeader draw(SimRandom random) {
    boolean isText = random.chance(0.5);
    return switch (random.below(8)) {
      case 0 -> new FrontHeader(Kind.MISSING, Optional.empty());
      case 1 ->
          new FrontHeader(
              Kind.OWN,
              Optional.empty(),
              isText ? text("PROXY UNKNOWN\r\n") : binary(0x20, 0, random.below(9)));
      default -> {
        InetSocketAddress from =
            new InetSocketAddress(
                InetAddress.ofLiteral(
                    (random.chance(0.5) ? "192.0.2." : "2001:db8::") + random.between(1, 99)),
                random.between(1, 65_535));
        yield new FrontHeader(Kind.NAMING, Optional.of(from), isText ? line(from) : binary(from));
      }
    };
  }

  private static byte[] line(InetSocketAddress from) {
    boolean isFour = from.getAddress().getAddress().length == 4;
    return text(
        "PROXY "
            + (isFour ? "TCP4 " : "TCP6 ")
            + from.getAddress().getHostAddress()
            + (isFour ? " 10.0.0.2 " : " 2001:db8::1 ")
            + from.getPort()
            + " 443\r\n");
  }

  private static byte[] binary(InetSocketAddress from) {
    byte[] own = from.getAddress().getAddress();
    byte[] header = binary(0x21, own.length == 4 ? 0x11 : 0x21, 2 * own.length + 4);
    ByteBuffer.wrap(header)
        .position(16)
        .put(own)
        .put(own)
        .putShort((short) from.getPort())
        .putShort((short) 443);
    return header;
  }

  private static byte[] binary(int command, int family, int length) {
    return ByteBuffer.allocate(16 + length)
        .put(SIGNATURE)
        .put((byte) command)
        .put((byte) family)
        .putShort((short) length)
        .array();
  }

  private static byte[] text(String line) {
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  Kind kind() {
    return kind;
  }

  /** Whom it names. */
  Optional<InetSocketAddress> source() {
    return source;
  }

  byte[] bytes() {
    return bytes;
  }
}
