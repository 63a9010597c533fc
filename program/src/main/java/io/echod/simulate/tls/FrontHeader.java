package io.echod.simulate.tls;

import static io.echod.simulate.scenario.ProxyHeaders.binary;
import static io.echod.simulate.scenario.ProxyHeaders.line;
import static io.echod.simulate.scenario.ProxyHeaders.text;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
        yield new FrontHeader(
            Kind.NAMING, Optional.of(from), isText ? line(from, false) : binary(from, false));
      }
    };
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
