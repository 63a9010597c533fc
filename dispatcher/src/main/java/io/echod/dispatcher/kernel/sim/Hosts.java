package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The hosts of a simulated network: the program's own, and those of the world, of which some call
 * more than once.
 */
final class Hosts {

  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  static final InetAddress LOOPBACK_IPV6 = InetAddress.ofLiteral("::1");

  /** Where the program runs, as others see it. */
  private static final InetAddress OWN = InetAddress.ofLiteral("10.0.0.2");

  private static final InetAddress OWN_IPV6 = InetAddress.ofLiteral("fd00::2");

  /** Counts callers: as many come from a host that has called before. */
  private static final double KNOWN_CHANCE = 0.3;

  private final SimRandom random;
  private final List<InetAddress> known = new ArrayList<>();
  private final List<InetAddress> knownIpv6 = new ArrayList<>();

  Hosts(SimRandom random) {
    this.random = random;
  }

  /** From where the program calls that address: a host calls itself from where it is called. */
  static InetAddress ownFor(InetAddress called) {
    if (called.isLoopbackAddress()) {
      return called;
    }
    return called instanceof Inet6Address ? OWN_IPV6 : OWN;
  }

  /** Whether that is an address of the program's own machine that it may bind. */
  static boolean isBindable(InetAddress host) {
    return host.isAnyLocalAddress()
        || host.isLoopbackAddress()
        || host.isSiteLocalAddress()
        || isUniqueLocal(host);
  }

  /** RFC 4193: the private addresses of IPv6. */
  private static boolean isUniqueLocal(InetAddress host) {
    return host instanceof Inet6Address && (host.getAddress()[0] & 0xFE) == 0xFC;
  }

  /** The host of the next one in the world who calls that address, of the same family. */
  InetAddress drawCaller(InetAddress called) {
    if (called.isLoopbackAddress()) {
      return called instanceof Inet6Address ? LOOPBACK_IPV6 : drawLoopback();
    }
    List<InetAddress> family = called instanceof Inet6Address ? knownIpv6 : known;
    if (!family.isEmpty() && random.chance(KNOWN_CHANCE)) {
      return family.get(random.below(family.size()));
    }
    InetAddress host = called instanceof Inet6Address ? drawIpv6() : drawIpv4();
    family.add(host);
    return host;
  }

  /** All of 127.0.0.0/8 is this machine (RFC 1122 section 3.2.1.3). */
  private InetAddress drawLoopback() {
    return random.chance(KNOWN_CHANCE)
        ? LOOPBACK
        : address(127, 0, random.below(256), random.between(1, 254));
  }

  private InetAddress drawIpv4() {
    return address(10, random.between(1, 255), random.below(256), random.between(1, 254));
  }

  private InetAddress drawIpv6() {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) 0xFD;
    for (int index = 6; index < bytes.length; index++) {
      bytes[index] = (byte) random.next();
    }
    return address(bytes);
  }

  private static InetAddress address(int... parts) {
    byte[] bytes = new byte[parts.length];
    for (int index = 0; index < parts.length; index++) {
      bytes[index] = (byte) parts[index];
    }
    return address(bytes);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
