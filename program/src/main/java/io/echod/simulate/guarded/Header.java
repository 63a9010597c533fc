package io.echod.simulate.guarded;

import static io.echod.simulate.scenario.ProxyHeaders.binary;
import static io.echod.simulate.scenario.ProxyHeaders.line;
import static io.echod.simulate.scenario.ProxyHeaders.text;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;

/** The header that a proxy, or a client that poses as one, sends in front of a client's bytes. */
final class Header {

  /** Its fate. */
  enum Kind {
    /** It names a client. */
    NAMING,
    /** It is a proxy's own. */
    OWN,
    /** It is none that is allowed. */
    WRONG,
    /** It never becomes whole. */
    ENDLESS,
    /** There is none, and no byte either: a probe whether the port is open. */
    PROBE
  }

  private final Kind kind;
  private final byte[] bytes;
  private final Optional<InetSocketAddress> source;

  private Header(Kind kind, Optional<InetSocketAddress> source, byte... bytes) {
    this.kind = kind;
    this.bytes = bytes;
    this.source = source;
  }

  Kind kind() {
    return kind;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Whom it names. */
  Optional<InetSocketAddress> source() {
    return source;
  }

  static Header draw(SimRandom random) {
    return switch (random.below(12)) {
      case 0 -> new Header(Kind.OWN, Optional.empty(), text("PROXY UNKNOWN\r\n"));
      case 1 -> new Header(Kind.OWN, Optional.empty(), binary(0x20, 0, random.below(50)));
      case 2 -> wrong(random);
      case 3 -> endless(random);
      case 4 -> new Header(Kind.PROBE, Optional.empty());
      default -> {
        InetSocketAddress from = source(random);
        boolean isText = random.chance(0.5);
        // An IPv4 address as one of IPv6 (RFC 4291, section 2.5.5.2) is the same client's.
        boolean isMapped = random.chance(0.3);
        yield new Header(
            Kind.NAMING, Optional.of(from), isText ? line(from, isMapped) : binary(from, isMapped));
      }
    };
  }

  /** One of few hosts, so that some have several connections. */
  private static InetSocketAddress source(SimRandom random) {
    String host =
        random.chance(0.5)
            ? "192.0.2." + random.between(1, 2)
            : "2001:db8:0:" + random.between(1, 2) + "::" + random.between(1, 9);
    return new InetSocketAddress(InetAddress.ofLiteral(host), random.between(1, 65_535));
  }

  private static Header wrong(SimRandom random) {
    byte[] bytes =
        switch (random.below(5)) {
          case 0 -> text("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
          case 1 -> text("PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n");
          case 2 -> text("PROXY TCP4 192.0.2.1 192.0.2.2 1 " + "9".repeat(100));
          case 3 -> binary(0x31, 0x11, 12);
          default -> binary(0x21, 0x11, 11);
        };
    return new Header(Kind.WRONG, Optional.empty(), bytes);
  }

  private static Header endless(SimRandom random) {
    byte[] whole = random.chance(0.5) ? line(source(random), false) : binary(source(random), false);
    byte[] some = Arrays.copyOf(whole, random.between(1, whole.length - 1));
    return new Header(Kind.ENDLESS, Optional.empty(), some);
  }
}
