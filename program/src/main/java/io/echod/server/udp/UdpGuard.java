package io.echod.server.udp;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import java.util.BitSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom a server answers over UDP, where anybody can send in another's name. The dispatchers of a
 * server share one; from any of their threads.
 *
 * <ul>
 *   <li>No peer with a privileged port (1 to 1023) or with none: services there answer by
 *       themselves, and two that answer each other never stop (CVE-1999-0103, CVE-2024-2169: echo
 *       7, daytime 13, qotd 17, chargen 19, time 37, dns 53, tftp 69, ntp 123).
 *   <li>No peer with a port that this server listens on: another server like it, or itself.
 *   <li>No address that is not one host's: a multicast group, the broadcast address, none at all.
 *   <li>No datagram to a broadcast address or a multicast group, where the kernel reports that:
 *       every host that receives it would answer it.
 *   <li>No address that the server's lists don't let in.
 *   <li>No address more often than the rate.
 * </ul>
 */
public final class UdpGuard {

  private static final int PRIVILEGED_PORT_MAX = 1023;
  private static final long BROADCAST_IPV4 = 0xFFFF_FFFFL;
  private static final int MULTICAST_IPV4 = 0xE;
  private static final int MULTICAST_IPV6 = 0xFF;

  /** Null: all. */
  private final @Nullable Predicate<DatagramAddress> listed;

  private int rate;

  /** Replaced by one with more ports, never changed. */
  private volatile BitSet ownPorts = new BitSet();

  private @Nullable UdpRates rates;

  /** The counts of one socket's datagrams. */
  public static final class Verdicts {
    private long refused;
    private long overRate;

    /** Datagrams from peers that are not answered. */
    public long refused() {
      return refused;
    }

    /** Those that were one too many. */
    public long overRate() {
      return overRate;
    }
  }

  /**
   * Creates one.
   *
   * @param rate datagrams that one address may send in a second; 0: as many as it likes
   * @param listed whether the server's lists let an address in; null: they let in all
   */
  public UdpGuard(int rate, @Nullable Predicate<DatagramAddress> listed) {
    this.rate = rate;
    this.listed = listed;
  }

  /** From now on, another rate; what was counted is forgotten. */
  public synchronized void rate(int newRate) {
    if (newRate != rate) {
      rate = newRate;
      rates = null;
    }
  }

  /** The server listens on that port, for UDP. */
  public synchronized void listensOn(int port) {
    BitSet more = (BitSet) ownPorts.clone();
    more.set(port);
    ownPorts = more;
  }

  /**
   * Leaves those in a batch that are to be echoed.
   *
   * @param verdicts counts the others
   * @param nowNanos of a monotonic clock, the same for all
   */
  public synchronized void filter(DatagramBatch batch, Verdicts verdicts, long nowNanos) {
    BitSet own = ownPorts;
    UdpRates counting = rates;
    if (counting == null && rate > 0) {
      counting = new UdpRates(rate, nowNanos);
      rates = counting;
    }
    int size = batch.size();
    boolean clean = true;
    for (int index = 0; index < size && clean; index++) {
      clean = isAnswered(batch.address(index), own);
    }
    if (!clean) {
      batch.keep((address, _) -> isAnswered(address, own));
      verdicts.refused += size - batch.size();
    }
    if (counting != null) {
      UdpRates charged = counting;
      size = batch.size();
      batch.keep((address, _) -> charged.takes(address, nowNanos));
      verdicts.overRate += size - batch.size();
    }
  }

  private boolean isAnswered(DatagramAddress address, BitSet own) {
    return address.port() > PRIVILEGED_PORT_MAX
        && !own.get(address.port())
        && !address.wasSentToMany()
        && isOfOneHost(address)
        && (listed == null || listed.test(address));
  }

  private static boolean isOfOneHost(DatagramAddress address) {
    if (address.isIpv4()) {
      long host = address.low() & BROADCAST_IPV4;
      return host != 0 && host != BROADCAST_IPV4 && host >>> 28 != MULTICAST_IPV4;
    }
    return address.high() >>> 56 != MULTICAST_IPV6 && (address.high() | address.low()) != 0;
  }
}
