package io.echod.server.udp;

import io.echod.dispatcher.kernel.DatagramAddress;
import java.util.BitSet;
import java.util.function.Predicate;

/** Planted bugs in place of the guard of the echo over UDP. */
final class PlantedInGuard {

  private static final long SECOND_NANOS = 1_000_000_000;

  private PlantedInGuard() {}

  /** One more than the rate. */
  static long aheadNanosMax(UdpRates rates) {
    return SECOND_NANOS;
  }

  /** No port seems to be a server's own. */
  static boolean get(BitSet ports, int port) {
    return false;
  }

  /** No port seems to be privileged. */
  static int port(DatagramAddress address) {
    return Math.max(1024, address.port());
  }

  /** Every address seems to be one host's. */
  static boolean isOfOneHost(DatagramAddress address) {
    return true;
  }

  /** Every sender seems to be let in. */
  static <T> boolean test(Predicate<T> listed, T address) {
    return true;
  }
}
