package io.echod.server.udp;

import io.echod.dispatcher.kernel.DatagramAddress;
import java.util.BitSet;

/** What planted bugs do in place of what the echo over UDP does. */
final class PlantedInUdp {

  private PlantedInUdp() {}

  /** Everybody is answered. */
  static boolean isAnswered(UdpGuard guard, DatagramAddress address, BitSet own) {
    return true;
  }

  /** However much was sent, more may be. */
  static long aheadNanosMax(UdpRates rates) {
    return Long.MAX_VALUE;
  }
}
