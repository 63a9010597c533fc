package io.echod.simulate.guarded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** Which datagrams are echoed: the rules of the server once more, in the order of time. */
final class NaiveUdp {

  /** The fate of a datagram. */
  enum Verdict {
    ECHOED,
    REFUSED,
    OVER_RATE,
    /** So near to the rate that a moment decides; it is better not sent. */
    CLOSE
  }

  private static final int PRIVILEGED_PORTS = 1024;
  private static final double SECOND = 1e9;

  /** In datagrams: what the server's clock goes on by, between two that come at once. */
  private static final double NEAR = 0.001;

  /**
   * The number of datagrams that an address may still send.
   *
   * @param nanos when that was so
   * @param isExact whether it was full then, and so does not depend on a moment more or less
   */
  private record Bucket(double tokens, long nanos, boolean isExact) {}

  private final GuardedPlan plan;
  private final int ownPort;
  private final Map<Long, Bucket> buckets = new HashMap<>();

  NaiveUdp(GuardedPlan plan, int ownPort) {
    this.plan = plan;
    this.ownPort = ownPort;
  }

  /**
   * The fate of one that comes at that time from there; they are asked for in the order of time.
   */
  Verdict of(InetSocketAddress from, long nanos) {
    InetAddress host = from.getAddress();
    boolean isOneHost =
        !host.isMulticastAddress()
            && !host.isAnyLocalAddress()
            && !host.getHostAddress().equals("255.255.255.255");
    if (from.getPort() < PRIVILEGED_PORTS
        || from.getPort() == ownPort
        || !isOneHost
        || !plan.lists(nanos).hasIn(host)) {
      return Verdict.REFUSED;
    }
    return plan.udpRate() == 0 ? Verdict.ECHOED : charge(NaiveGuard.key(from), nanos);
  }

  private Verdict charge(long key, long nanos) {
    double full = plan.udpRate();
    Bucket before = buckets.getOrDefault(key, new Bucket(full, nanos, true));
    double filled = before.tokens + (nanos - before.nanos) / SECOND * full;
    double tokens = Math.min(full, filled);
    boolean isExact = filled > full + NEAR || (before.isExact && nanos == before.nanos);
    if (!isExact && Math.abs(tokens - 1) < NEAR) {
      return Verdict.CLOSE;
    }
    boolean isTaken = tokens >= 1;
    buckets.put(key, new Bucket(isTaken ? tokens - 1 : tokens, nanos, isExact));
    return isTaken ? Verdict.ECHOED : Verdict.OVER_RATE;
  }
}
